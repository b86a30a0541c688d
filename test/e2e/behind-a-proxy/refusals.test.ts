import { expect, test } from "bun:test";
import { assistant } from "../../helpers/assistant.ts";
import { emptyHome } from "../../helpers/binary.ts";
import { type Authority, authority } from "./certificates.ts";

const KEY = `hlp_self_${"0".repeat(64)}`;
const opensslTest = Bun.which("openssl") ? test : test.skip;

/** A server with TLS that counts who got as far as sending a request. */
async function listener(ca: Authority, name: string) {
  const { cert, key } = await ca.issue(name);
  const seen = { requests: 0, url: "" };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    tls: { cert: Bun.file(cert), key: Bun.file(key) },
    fetch: () => {
      seen.requests += 1;
      return Response.json({});
    },
  });
  seen.url = `https://localhost:${server.port}`;
  return Object.assign(seen, { [Symbol.asyncDispose]: () => server.stop(true) });
}

opensslTest(
  "a certificate of an unknown authority is refused at once, and nothing is sent (skipped without openssl)",
  async () => {
    await using home = await emptyHome();
    await using server = await listener(await authority(home.folder), "localhost");
    const env = { HILOOP_API_KEY: KEY, HILOOP_BASE_URL: server.url };
    const { code, out, err } = await home.run(["status"], env);
    expect([code, out, server.requests]).toEqual([2, "", 0]);
    expect(err).toMatch(
      /^hiloop: The certificate of https:\/\/localhost:\d+ comes from an authority that this computer does not know \([A-Z_]+\)\. Nothing was sent\. .*NODE_EXTRA_CA_CERTS.*\n$/,
    );
    await using agent = await assistant(home, env);
    const refusal = await agent.refusal("create_session", { title: "Secret" });
    expect([refusal, server.requests]).toEqual([err.replace("hiloop: ", "").trim(), 0]);
  },
);

opensslTest(
  "a certificate for another name is refused, though its authority is known (skipped without openssl)",
  async () => {
    await using home = await emptyHome();
    const ca = await authority(home.folder);
    await using other = await listener(ca, "other.example");
    await using right = await listener(ca, "localhost");
    const status = (url: string) =>
      home.run(["status"], { HILOOP_API_KEY: KEY, HILOOP_BASE_URL: url, NODE_EXTRA_CA_CERTS: ca.file });
    const { code, err } = await status(other.url);
    expect([code, other.requests]).toEqual([2, 0]);
    expect(err).toMatch(
      /^hiloop: The certificate of \S+ is for another name \([A-Z_]+\)\. Nothing was sent\. .*\n$/,
    );
    // The right one is talked to, with the same file of authorities.
    await status(right.url);
    expect(right.requests).toBeGreaterThan(0);
  },
);

opensslTest("no variable turns the check of certificates off (skipped without openssl)", async () => {
  await using home = await emptyHome({ NODE_TLS_REJECT_UNAUTHORIZED: "0" });
  await using server = await listener(await authority(home.folder), "localhost");
  const env = { HILOOP_API_KEY: KEY, HILOOP_BASE_URL: server.url };
  const { code, err } = await home.run(["status"], env);
  expect([code, server.requests]).toEqual([2, 0]);
  expect(err).toContain("comes from an authority that this computer does not know");
  await using agent = await assistant(home, env);
  expect(await agent.refusal("create_session", { title: "Secret" })).toContain("Nothing was sent.");
  expect(server.requests).toBe(0);
});

test("plain http to another computer is refused before anything is tried", async () => {
  await using home = await emptyHome();
  const env = { HILOOP_API_KEY: KEY, HILOOP_BASE_URL: "http://hiloop.example.com" };
  const { code, err } = await home.run(["status"], env);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/^hiloop: HILOOP_BASE_URL is plain http.* Use https/),
  ]);
});

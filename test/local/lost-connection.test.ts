import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { hmacSha256 } from "../../src/crypto/hash.ts";
import { LocalServer } from "../../src/local/local-server.ts";
import { challengeKeyOf, type ServerFile, writeServerFile } from "../../src/local/server-file.ts";
import { toBase64Url } from "../../src/protocol/bytes.ts";
import { CHALLENGE_HEADER, challengeText } from "../../src/protocol/health.ts";
import { VERSION } from "../../src/version.ts";
import { sandbox } from "./sandbox.ts";

/** A server that proves itself, and loses the connection of whoever asks for `/lost`. Keeps what was asked, in order. */
async function losingServer() {
  const challengeKey = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  const file: ServerFile = { pid: process.pid, port: 0, version: VERSION, challengeKey };
  const heard: string[] = [];
  const server = createServer(async (request, response) => {
    heard.push(request.url ?? "");
    if (request.url === "/lost") {
      request.socket.destroy();
      return;
    }
    const nonce = String(request.headers[CHALLENGE_HEADER.toLowerCase()] ?? "");
    const proof = toBase64Url(await hmacSha256(challengeKeyOf(file), challengeText(nonce)));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ status: "ok", name: "hiloop", version: VERSION, setUp: true, proof }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  file.port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const end = () => {
    server.closeAllConnections();
    server.close();
  };
  return { file, heard, [Symbol.dispose]: end };
}

test("what was lost on its way is not sent again by itself: somebody else may have the port by then", async () => {
  await using home = await sandbox();
  using other = await losingServer();
  mkdirSync(home.paths.home, { mode: 0o700 });
  writeServerFile(home.paths, other.file);
  const { baseUrl, fetch: request } = await new LocalServer({
    paths: home.paths,
    port: undefined,
  }).connection();
  await (await request?.(`${baseUrl}/first`, {}))?.text();
  other.heard.splice(0);

  await expect(
    request?.(`${baseUrl}/lost`, { headers: { "x-api-key": "hlp_auth_secret" } }),
  ).rejects.toThrow();
  expect(other.heard).toEqual(["/healthz", "/lost"]);
});

import { expect, test } from "bun:test";
import { createSession } from "../../src/client/sessions.ts";
import { clientSpace } from "../helpers/client-space.ts";

/** Answers every request with a redirect to another server, and counts what arrives there. */
function redirectingServer(status: number) {
  const reached: string[] = [];
  const elsewhere = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      reached.push(request.headers.get("x-api-key") ?? request.headers.get("authorization") ?? "nothing");
      return new Response("{}");
    },
  });
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) =>
      new Response(null, {
        status,
        headers: { location: new URL(new URL(request.url).pathname, elsewhere.url).href },
      }),
  });
  return {
    url: server.url.origin,
    reached,
    async [Symbol.asyncDispose]() {
      await Promise.all([server.stop(true), elsewhere.stop(true)]);
    },
  };
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`a redirect with ${status} is not followed, for reading or writing: no key reaches the other server`, async () => {
    await using space = await clientSpace();
    await using other = redirectingServer(status);
    let isRedirected = true;
    const network: typeof fetch = Object.assign(
      (input: Parameters<typeof fetch>[0], init?: RequestInit) =>
        fetch(isRedirected ? String(input).replace(space.server.url, other.url) : input, init),
      { preconnect: fetch.preconnect },
    );
    const refused = {
      code: "configuration",
      message: expect.stringContaining("redirects to another address"),
      advice: expect.stringContaining("HILOOP_BASE_URL"),
    };
    await expect(space.agent(network)).rejects.toMatchObject(refused);
    isRedirected = false;
    const agent = await space.agent(network);
    isRedirected = true;
    await expect(createSession(agent, { title: "Elsewhere" })).rejects.toMatchObject(refused);
    expect(other.reached).toEqual([]);
  });
}

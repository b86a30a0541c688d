/** A relay in front of a server that keeps the head and body of every request, for looking what left a client. */
export type CapturingProxy = Disposable & {
  url: string;
  requests: Buffer[];
  /** What was asked and how it was answered, a line each, without secrets. */
  exchanges: string[];
  target: string;
};

export function capturingProxy(): CapturingProxy {
  const requests: Buffer[] = [];
  const exchanges: string[] = [];
  const proxy = { url: "", requests, exchanges, target: "" };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    maxRequestBodySize: 32 * 1024 * 1024,
    async fetch(request) {
      const body = Buffer.from(await request.arrayBuffer());
      const { pathname, search } = new URL(request.url);
      const head = [...request.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
      requests.push(
        Buffer.concat([Buffer.from(`${request.method} ${pathname}${search}\n${head}\n\n`), body]),
      );
      const response = await fetch(proxy.target + pathname + search, {
        method: request.method,
        headers: request.headers,
        ...(body.length > 0 ? { body } : {}),
        signal: request.signal,
        redirect: "manual",
      }).catch(() => undefined);
      const auth = request.headers.get("x-api-key") ?? request.headers.get("authorization") ?? "";
      const caller = auth === "" ? "nobody" : `${auth.split("_")[0]} ${Bun.hash(auth).toString(16)}`;
      exchanges.push(`${request.method} ${pathname} by ${caller}: ${response?.status ?? "no answer"}`);
      // The browser still asks when the server is already gone at a test's end: that is no failure of the test.
      if (!response) return new Response(null, { status: 502 });
      return new Response(response.body, { status: response.status, headers: response.headers });
    },
  });
  proxy.url = `http://127.0.0.1:${server.port}`;
  return Object.assign(proxy, { [Symbol.dispose]: () => void server.stop(true) });
}

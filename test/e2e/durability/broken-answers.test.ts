import { expect, setSystemTime, test } from "bun:test";
import * as v from "valibot";
import { Http } from "../../../src/client/http.ts";
import { HiloopError } from "../../../src/protocol/error.ts";
import { toProblem } from "../../../src/protocol/problem.ts";

const NumberSchema = v.object({ number: v.number() });
const WHOLE = '{"number":7}';
const PROBLEM = JSON.stringify(toProblem(new HiloopError("conflict", "This id is already used."), "request"));

/** A server that ends each connection after a part of its answer, until the parts are used up; then it sends all. */
function breakingServer(status: string, body: string, parts: number[]) {
  let requests = 0;
  const left = [...parts];
  const answer = `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket) {
        requests++;
        socket.end(answer.slice(0, left.shift()));
      },
    },
  });
  return {
    baseUrl: `http://127.0.0.1:${server.port}`,
    requests: () => requests,
    [Symbol.dispose]: () => server.stop(true),
  };
}

test("an answer that breaks off is asked for again, wherever it breaks", async () => {
  const upToBody = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n".length;
  using server = breakingServer("200 OK", WHOLE, [0, 5, upToBody, upToBody + 4]);
  const http = new Http({ baseUrl: server.baseUrl }, {});
  expect(await http.send("GET", "/", NumberSchema)).toEqual({ number: 7 });
  expect(server.requests()).toBe(5);
});

test("a refusal that breaks off is asked for again, and then told in its own words", async () => {
  using server = breakingServer("409 Conflict", PROBLEM, [100]);
  const http = new Http({ baseUrl: server.baseUrl }, {});
  await expect(http.send("GET", "/", NumberSchema)).rejects.toMatchObject({ code: "conflict" });
  expect(server.requests()).toBe(2);
});

test("a call that is cancelled while its answer arrives is cancelled, and nothing else", async () => {
  const stop = new AbortController();
  using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode('{"num')),
        }),
      ),
  });
  const fetchAndAbort = async (url: string, init: RequestInit) => {
    const response = await fetch(url, init);
    setImmediate(() => stop.abort());
    return response;
  };
  const http = new Http({ baseUrl: server.url.origin, fetch: fetchAndAbort }, {});
  await expect(http.send("GET", "/", NumberSchema, { signal: stop.signal })).rejects.toMatchObject({
    code: "cancelled",
  });
});

test("a long wait outlives any number of restarts, however long the server held it in between", async () => {
  const begin = Date.now();
  let attempts = 0;
  let recoveries = 0;
  const fetchOnce = async () => {
    attempts++;
    if (attempts > 4) return Response.json({ number: 7 });
    setSystemTime(begin + attempts * 30_000);
    throw new TypeError("The connection was lost.");
  };
  const recover = async () => {
    recoveries++;
    return "http://127.0.0.1:1";
  };
  try {
    const http = new Http({ baseUrl: "http://127.0.0.1:1", fetch: fetchOnce, recover }, {});
    expect(await http.send("GET", "/", NumberSchema)).toEqual({ number: 7 });
    expect(recoveries).toBe(4);
  } finally {
    setSystemTime();
  }
});

test("a server that is started again and again only to fail at once is given up", async () => {
  let now = Date.now();
  const passes = (milliseconds: number) => {
    now += milliseconds;
    setSystemTime(now);
  };
  const fetchNothing = async () => {
    passes(900);
    throw new TypeError("The connection was lost.");
  };
  const recover = async () => {
    passes(8_000);
    return "http://127.0.0.1:1";
  };
  try {
    const http = new Http({ baseUrl: "http://127.0.0.1:1", fetch: fetchNothing, recover }, {});
    await expect(http.send("GET", "/", NumberSchema)).rejects.toMatchObject({ code: "unavailable" });
  } finally {
    setSystemTime();
  }
});

import { expect, test } from "bun:test";
import { download } from "../../src/upgrade/download.ts";

const HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
const LIMITS = { mostBytes: 2000, silenceMs: 100, totalMs: 10_000 };

/** A server that answers every request with these bytes, and then does as it is told. */
function server(text: string | Buffer, then: (socket: Bun.Socket) => void = () => undefined) {
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data: (socket) => {
        socket.write(text);
        socket.flush();
        then(socket);
      },
    },
  });
  return { address: `http://127.0.0.1:${listener.port}/file`, [Symbol.dispose]: () => listener.stop(true) };
}

test("a server that falls silent, before or amid its answer, is given up", async () => {
  for (const text of ["", HEAD, `${HEAD}some bytes`]) {
    using silent = server(text);
    await expect(download(silent.address, LIMITS)).rejects.toMatchObject({
      code: "unavailable",
      message: `The download of ${silent.address} took too long; nothing was changed.`,
    });
  }
});

test("a server that drips is given up after the longest time", async () => {
  using dripping = server(HEAD, (socket) => {
    const drip = setInterval(() => socket.write("x") || clearInterval(drip), 20);
    drip.unref();
  });
  await expect(download(dripping.address, { ...LIMITS, totalMs: 300 })).rejects.toThrow("took too long");
});

test("a connection that is cut is a failure, and never a shorter file", async () => {
  using cut = server(`${HEAD}some bytes`, (socket) => socket.end());
  await expect(download(cut.address, LIMITS)).rejects.toMatchObject({
    code: "unavailable",
    message: `The download of ${cut.address} failed; nothing was changed.`,
  });
});

test("nobody there is one sentence", async () => {
  using gone = server("");
  gone[Symbol.dispose]();
  await expect(download(gone.address, LIMITS)).rejects.toMatchObject({
    sentence: `The download of ${gone.address} failed; nothing was changed. Check the connection, then try again.`,
  });
});

test("more than was allowed is refused by its announcement and by its bytes", async () => {
  using announced = server("HTTP/1.1 200 OK\r\nContent-Length: 2001\r\n\r\n");
  using endless = server(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${"x".repeat(2001)}`);
  for (const { address } of [announced, endless]) {
    await expect(download(address, LIMITS)).rejects.toMatchObject({ code: "too_large" });
  }
});

test("redirects are followed on this computer, and the progress is told", async () => {
  await using files = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: ({ url }) =>
      url.endsWith("/file") ? new Response("content") : Response.redirect(url.replace(/[^/]*$/, "file"), 302),
  });
  const seen: (number | undefined)[][] = [];
  const onProgress = (...progress: (number | undefined)[]) => void seen.push(progress);
  const bytes = await download(`http://127.0.0.1:${files.port}/moved`, { ...LIMITS, onProgress });
  expect(Buffer.from(bytes).toString()).toBe("content");
  expect(seen).toEqual([[7, 7]]);
});

const ELSEWHERE = [
  "ftp://127.0.0.1/file",
  "http://user:word@127.0.0.1/file",
  "https://user@example.com/",
  "http://[",
  "file:///etc/passwd",
];

for (const location of ELSEWHERE) {
  test(`a redirect to ${location} is refused`, async () => {
    await using files = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () => new Response("", { status: 302, headers: { location } }),
    });
    await expect(download(`http://127.0.0.1:${files.port}/`, LIMITS)).rejects.toThrow(
      "only https is followed",
    );
  });
}

test("a hostile redirect is shown without anything that a terminal acts on", async () => {
  using hostile = server(
    Buffer.from("HTTP/1.1 302 Found\r\nLocation: ftp://\u009b31mred\r\nContent-Length: 0\r\n\r\n", "latin1"),
  );
  await expect(download(hostile.address, LIMITS)).rejects.toThrow(
    String.raw`redirects to "ftp://\u009b31mred", `,
  );
});

test("bytes are taken as they lie on the server, whatever it calls their encoding", async () => {
  const content = Bun.gzipSync("an archive");
  let accepted: string | null = null;
  await using mirror = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: ({ headers }) => {
      accepted = headers.get("accept-encoding");
      return new Response(content, { headers: { "content-encoding": "gzip" } });
    },
  });
  const address = `http://127.0.0.1:${mirror.port}/`;
  expect(Buffer.from(await download(address, LIMITS))).toEqual(Buffer.from(content));
  expect(String(accepted)).toBe("identity");
  await expect(download(address, { ...LIMITS, mostBytes: content.length - 1 })).rejects.toMatchObject({
    code: "too_large",
  });
});

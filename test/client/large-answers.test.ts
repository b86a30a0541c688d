import { describe, expect, test } from "bun:test";
import { once } from "node:events";
import { createServer } from "node:net";
import * as v from "valibot";
import { downloadAttachment, uploadAttachment } from "../../src/client/attachments.ts";
import { Http } from "../../src/client/http.ts";
import { createSession, listAgents } from "../../src/client/sessions.ts";
import { refreshAgents } from "../../src/web/state/agents.ts";
import { readEvents } from "../../src/web/state/read-events.ts";
import { cheatingNetwork } from "../helpers/cheating-network.ts";
import { clientSpace } from "../helpers/client-space.ts";

const MIB = 1024 * 1024;

/** A body of 600 MiB that counts how much of it was taken. */
function endlessBody(piece: Uint8Array = new Uint8Array(MIB).fill(0x20)) {
  const taken = { pieces: 0 };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken.pieces++ === 600) controller.close();
        else controller.enqueue(piece);
      },
    },
    { highWaterMark: 0 },
  );
  return { taken, body };
}

function serverThatAnswers(answer: () => Response) {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
  const http = new Http({ baseUrl: server.url.origin }, {});
  return { http, [Symbol.asyncDispose]: () => server.stop(true) };
}

describe("of an answer of 600 MiB", () => {
  test.each([
    ["JSON", { status: 200 }, 64],
    ["a refusal", { status: 409 }, 8],
    ["a packed one", { status: 200, headers: { "content-encoding": "gzip" } }, 64],
  ])("only the beginning is read: %s", async (_name, init, most) => {
    const { taken, body } = endlessBody();
    const isPacked = "headers" in init;
    const packed = isPacked ? Bun.gzipSync(new Uint8Array(600 * MIB)) : undefined;
    await using server = serverThatAnswers(() => new Response(packed ?? body, init));
    await expect(server.http.send("GET", "/", v.unknown())).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringMatching(/^The server's answer has more than \d+ bytes\.$/),
    });
    expect(taken.pieces).toBeLessThan(most);
  });
});

test("an answer in chunks that announces a small length is read to the limit, not to its end", async () => {
  const chunk = `${MIB.toString(16)}\r\n${" ".repeat(MIB)}\r\n`;
  let sent = 0;
  const server = createServer((socket) => {
    const send = () => {
      while (sent < 600 && socket.writable && socket.write(chunk)) sent += 1;
    };
    socket.on("drain", send).on("error", () => undefined);
    socket.once("data", () => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\ntransfer-encoding: chunked\r\n\r\n");
      send();
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const http = new Http({ baseUrl: `http://127.0.0.1:${port}` }, {});

  await expect(http.send("GET", "/", v.unknown())).rejects.toMatchObject({ code: "too_large" });

  server.close();
});

test("an answer in single bytes is read as well as any other", async () => {
  const bytes = new TextEncoder().encode(JSON.stringify({ text: "é".repeat(40_000) }));
  const start = (controller: ReadableStreamDefaultController) => {
    for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
    controller.close();
  };
  const network = async () => new Response(new ReadableStream({ start }));
  const http = new Http({ baseUrl: "http://127.0.0.1:1", fetch: network }, {});
  expect(await http.send("GET", "/", v.object({ text: v.string() }))).toEqual({ text: "é".repeat(40_000) });
});

test("a part of an attachment that does not end is not read beyond what was asked for", async () => {
  await using space = await clientSpace();
  const { taken, body } = endlessBody();
  const agent = await space.agent(async (url, init) =>
    new Headers(init.headers).has("range") ? new Response(body, { status: 206 }) : fetch(url, init),
  );
  const log = await createSession(agent, { title: "Files" });
  const slice = async () => new Uint8Array(100);
  const { id } = await uploadAttachment(log, { name: "a", type: "", size: 100, slice });
  const { stream } = await downloadAttachment(log, id);
  await expect(new Response(stream).bytes()).rejects.toMatchObject({
    message: "The download gave more than the part that was asked for.",
  });
  expect(taken.pieces).toBeLessThan(8);
});

test("an event stream with a line without end is left", async () => {
  const { taken, body } = endlessBody();
  await readEvents(new Response(body), () => undefined);
  expect(taken.pieces).toBeLessThan(8);
});

describe("the limits that a server names", () => {
  const withPartBytes = (bytes: number) =>
    cheatingNetwork(
      (path) => path.endsWith("/me"),
      (me) =>
        typeof me === "object" && me !== null && !Array.isArray(me)
          ? { ...me, limits: { ...(me.limits as object), attachmentPartBytes: bytes } }
          : me,
    );

  test("cannot be parts of nothing", async () => {
    await using space = await clientSpace();
    await expect(space.agent(withPartBytes(0))).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining("something this version of hiloop cannot read"),
    });
  });

  test("do not make a million requests of an upload", async () => {
    await using space = await clientSpace();
    const cheat = withPartBytes(1);
    let parts = 0;
    const agent = await space.agent((url, init) => {
      if (init.method === "PUT") parts++;
      return cheat(url, init);
    });
    const log = await createSession(agent, { title: "Files" });
    const bytes = new Uint8Array(200_000).fill(7);
    const slice = async (start: number, end: number) => bytes.slice(start, end);
    const sent = await uploadAttachment(log, { name: "a", type: "", size: bytes.length, slice });
    expect(sent.size).toBe(bytes.length);
    expect(parts).toBeLessThan(6);
  });
});

test.each([
  ["full", 100, 100],
  ["empty", 0, 1],
])(
  "the inbox does not follow a list of agents that never ends, of %s pages",
  async (_name, perPage, read) => {
    await using space = await clientSpace();
    await space.agent();
    let pages = 0;
    const { items } = await listAgents(await space.owner());
    const isList = (path: string) => path === "/v1/human/agents";
    const network = cheatingNetwork(isList, () => {
      if (++pages > 1_000) throw new Error("nobody reads that many");
      return { items: Array.from({ length: perPage }, () => items[0] ?? null), nextCursor: `${pages}` };
    });
    await refreshAgents(await space.owner(network));
    expect(pages).toBe(read);
  },
);

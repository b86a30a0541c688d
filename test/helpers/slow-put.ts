import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { faceOf, headersOf, type TestMember } from "./test-member.ts";

/** A part whose bytes come when the test wants them to: its request is announced, and goes on until all have come. */
export function slowPut(url: string, member: TestMember, { path, offset = 0, length = 0 }: SlowPart) {
  const { port } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  const head = {
    host: `127.0.0.1:${port}`,
    "content-length": `${length}`,
    connection: "close",
    ...headersOf(member),
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`PUT /v1/${faceOf(member)}${path}?offset=${offset} HTTP/1.1\r\n${lines.join("")}\r\n`);
  return {
    write: (bytes: Uint8Array) => socket.write(bytes),
    breakOff: () => socket.destroy(),
    /** The status it is answered with, once that has come. */
    status: async () => Number((await text(socket)).match(/^HTTP\/1\.1 (\d+)/)?.[1]),
  };
}

type SlowPart = { path: string; offset?: number; length?: number };

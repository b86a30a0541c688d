import { expect, test } from "bun:test";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { tempDir } from "../helpers/temp-dir.ts";

const PROGRAM = join(import.meta.dir, "..", "helpers", "run-server.ts");

/** The first line of the answer to a request as it stands. */
async function answerTo(port: number, line: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`${line} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`);
  const answer = await text(socket);
  return answer.split("\r\n")[0] ?? "";
}

test("CONNECT and other odd methods are refused with 400, and one line a minute says so in the log", async () => {
  await using folder = await tempDir();
  await using child = Bun.spawn([process.execPath, PROGRAM, folder.path, "0"], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const { value } = await child.stdout.getReader().read();
  const { port } = new URL(new TextDecoder().decode(value).trim());
  for (const line of [
    `CONNECT 127.0.0.1:${port}`,
    "CONNECT example.com:443",
    "CONNECT /v1/agent/me",
    "TRACE /",
    "PROPFIND /v1/agent/me",
    "OPTIONS /v1/agent/me",
    "PATCH /v1/agent/me",
    `CONNECT 127.0.0.1:${port}`,
  ])
    expect([line, await answerTo(Number(port), line)]).toEqual([line, "HTTP/1.1 400 Bad Request"]);
  expect(await answerTo(Number(port), "GET /healthz")).toBe("HTTP/1.1 200 OK");
  child.kill("SIGKILL");
  const lines = (await new Response(child.stderr).text()).split("\n").filter((line) => line.trim() !== "");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("127.0.0.1 sent a CONNECT request, which is no use here");
});

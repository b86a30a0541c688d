import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cheatingBytes } from "../helpers/cheating-bytes.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";
import { type TempDir, tempDir } from "../helpers/temp-dir.ts";
import { type ToolCaller, toolCaller } from "../helpers/tool-caller.ts";

let space: ClientSpace;
let temp: TempDir;
let project: string;
let tools: ToolCaller;
let session_id: string;

beforeAll(async () => {
  space = await clientSpace();
  temp = await tempDir();
  project = realpathSync(temp.path);
  tools = toolCaller(() => space.agent(), { cwd: project });
  session_id = (await tools.call("create_session", { title: "Files" })).session_id;
});
afterAll(async () => {
  await space[Symbol.asyncDispose]();
  await temp[Symbol.asyncDispose]();
});

function sha256(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
}

describe("a file goes up and comes back", () => {
  test.each([0, 1, 16_383, 16_384, 5_000_000])("by its path, with %p bytes", async (size) => {
    const content = Buffer.alloc(size, "0123456789 hiloop ");
    writeFileSync(join(project, `data-${size}.bin`), content);
    const up = await tools.call("upload_attachment", { session_id, path: `data-${size}.bin` });
    expect(up).toMatchObject({
      name: `data-${size}.bin`,
      type: "application/octet-stream",
      size,
      sha256: sha256(content),
    });
    const down = await tools.call("download_attachment", { session_id, attachment_id: up.attachment_id });
    expect(down).toMatchObject({ path: join(project, `data-${size} (1).bin`), size, sha256: up.sha256 });
    expect(sha256(readFileSync(down.path))).toBe(up.sha256);
  });

  test("as base64 with a name, in either alphabet and with line breaks", async () => {
    const content = new Uint8Array([0xfb, 0xff, 0xfe, 1, 2, 3]);
    for (const content_base64 of [
      content.toBase64(),
      content.toBase64({ alphabet: "base64url" }),
      "+//+\nAQID",
    ]) {
      expect(
        await tools.call("upload_attachment", { session_id, content_base64, name: "a.png" }),
      ).toMatchObject({
        name: "a.png",
        type: "image/png",
        size: 6,
        sha256: sha256(content),
      });
    }
  });

  test("and can be shown in a message", async () => {
    const { attachment_id } = await tools.call("upload_attachment", {
      session_id,
      content_base64: "AAAA",
      name: "a.png",
    });
    const components = JSON.stringify([{ type: "image", data: { attachment_id, alt: "A picture" } }]);
    expect(await tools.call("send_message", { session_id, components })).toHaveProperty("message_id");
    expect(
      await tools.call("send_message", { session_id, content: "See", attachment_ids: [attachment_id] }),
    ).toHaveProperty("message_id");
  });
});

describe("bad input is one sentence and uploads nothing", () => {
  test.each([
    [{}, "needs either path or content_base64"],
    [{ path: "a", content_base64: "AA==", name: "a" }, "needs either path or content_base64"],
    [{ content_base64: "AA==" }, "content_base64 needs a name."],
    [{ content_base64: "no base64!", name: "a" }, "content_base64 is not base64."],
    [{ path: "/etc/passwd" }, "/etc/passwd lies outside the folders"],
    [{ path: "../../etc/passwd" }, "lies outside the folders"],
    [{ path: "missing.txt" }, "There is no file missing.txt"],
    [{ path: "." }, ". is a folder, not a file."],
    [{ path: ".env" }, ".env is a hidden file"],
  ])("%j", async (args, expected) => {
    writeFileSync(join(project, ".env"), "SECRET=1");
    const before = (await tools.call("get_timeline", { session_id })).cursor;
    const { error } = await tools.call("upload_attachment", { session_id, ...args });
    expect(error).toContain(expected);
    expect((await tools.call("get_timeline", { session_id })).cursor).toBe(before);
  });

  test("an attachment that there is not", async () => {
    const attachment_id = "01997b1e-7d3a-7c62-9a54-0c7f3f0f1a2b";
    const { error } = await tools.call("download_attachment", { session_id, attachment_id });
    expect(error).toContain(`The session has no attachment ${attachment_id}.`);
  });
});

test("a download that was tampered with leaves no file behind", async () => {
  const { attachment_id } = await tools.call("upload_attachment", {
    session_id,
    content_base64: "AAAA",
    name: "bad.bin",
  });
  const cheated = toolCaller(() => space.agent(cheatingBytes), { cwd: project });
  const { error } = await cheated.call("download_attachment", { session_id, attachment_id });
  expect(error).toBeString();
  expect(existsSync(join(project, "bad.bin"))).toBe(false);
  expect(readdirSync(project).filter((name) => name.endsWith(".part"))).toEqual([]);
});

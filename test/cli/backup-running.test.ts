import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { blobSource } from "../../src/client/attachment-source.ts";
import { downloadAttachment, uploadAttachment } from "../../src/client/attachments.ts";
import { sendMessage } from "../../src/client/send.ts";
import type { SessionLog } from "../../src/client/session-log.ts";
import { createSession } from "../../src/client/sessions.ts";
import { serveData, setupToken } from "../backup/served-data.ts";
import { servedSpace } from "../e2e/durability/served-space.ts";
import { outcomeOf } from "../helpers/run-command.ts";
import { someBytes } from "../helpers/test-upload.ts";
import { sandbox } from "../local/sandbox.ts";

const BACKUPS = 5;
const FILE_BYTES = 300_000;

/** What was acknowledged: texts of messages, and the bytes of attachments by their ids. */
type Acknowledged = { texts: string[]; files: Map<string, Uint8Array> };

/** Messages and files, one after the other, until it is told to stop. */
async function load(log: SessionLog, done: Acknowledged, goOn: () => boolean): Promise<void> {
  for (let count = 0; goOn(); count++) {
    if (count % 5 === 0) {
      const bytes = someBytes(FILE_BYTES);
      const { id } = await uploadAttachment(log, blobSource(new Blob([bytes]), "file.bin"));
      done.files.set(id, bytes);
    } else {
      const content = `${log.id} ${count}`;
      await sendMessage(log, { content });
      done.texts.push(content);
    }
  }
}

test("a backup made while messages and files arrive holds everything acknowledged before it, verified and readable", async () => {
  await using home = await sandbox();
  const [data, restored] = [join(home.folder, "team"), join(home.folder, "restored")];
  const server = await serveData(home, data);
  const space = await servedSpace(server.url, await setupToken(data));
  const agent = await space.agent();
  const logs = await Promise.all(["one", "two"].map((title) => createSession(agent, { title })));
  const done: Acknowledged = { texts: [], files: new Map() };
  let isOver = false;
  const loads = logs.map((log) => load(log, done, () => !isOver));
  let before: Acknowledged = done;
  let whileItRan = 0;
  for (let index = 0; index < BACKUPS; index++) {
    before = { texts: [...done.texts], files: new Map(done.files) };
    const child = home.start(["backup", join(home.folder, `${index}.tar`), "--data", data, "--json"]);
    const { code, out, err } = await outcomeOf(child);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({ kind: "data", sessions: 2, missing: [], hasKeys: false });
    whileItRan += done.texts.length + done.files.size - before.texts.length - before.files.size;
  }
  isOver = true;
  await Promise.all(loads);
  await server.stop();
  expect(whileItRan).toBeGreaterThan(0);
  expect(before.files.size).toBeGreaterThan(0);
  expect(readdirSync(home.folder).filter((name) => name.endsWith(".part"))).toEqual([]);

  const { code } = await home.run(["restore", join(home.folder, `${BACKUPS - 1}.tar`), "--data", restored]);
  expect(code).toBe(0);
  const second = await serveData(home, restored, server.port);
  const reader = await space.owner();
  const read = await Promise.all(logs.map((log) => reader.session(log.id)));
  const items = read.flatMap((log) => log.items);
  expect(items.filter((item) => item.kind === "Tampered")).toEqual([]);
  const texts = new Set(items.map((item) => (item.kind === "Message" ? item.content : "")));
  expect(before.texts.filter((text) => !texts.has(text))).toEqual([]);
  const attached = items.filter((item) => item.kind === "Attachment");
  expect([...before.files.keys()].filter((id) => !attached.some((item) => item.id === id))).toEqual([]);
  // Every attachment that the backup calls complete, not only those from before it.
  for (const { id, sessionId } of attached.map(({ id }) => ({ id, sessionId: sessionOf(read, id) }))) {
    const log = await reader.session(sessionId);
    const { stream } = await downloadAttachment(log, id);
    expect(Bun.hash(await new Response(stream).bytes())).toBe(Bun.hash(done.files.get(id) ?? ""));
  }
  const log = await (await space.agent()).session(logs[0]?.id ?? "");
  await sendMessage(log, { content: "and it goes on" });
  await second.stop();
}, 60_000);

function sessionOf(logs: SessionLog[], attachmentId: string): string {
  return logs.find((log) => log.items.some((item) => "id" in item && item.id === attachmentId))?.id ?? "";
}

import { expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { dataFolder } from "../backup/data-folder.ts";
import { agentIn, personIn, workFolder } from "../e2e/durability/local-parties.ts";
import { answer } from "../helpers/person.ts";
import { someBytes } from "../helpers/test-upload.ts";
import { ownPort, type Sandbox, sandbox } from "../local/sandbox.ts";

const KEYS_NOTE =
  /It holds the keys of the space: who has this file can read everything in it and act as you\.\n$/;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

test("the space on this computer is saved while it runs, and is the same after a restore", async () => {
  await using home = await sandbox();
  ownPort(home);
  const file = join(home.folder, "space.tar");
  const bytes = someBytes(200_000);
  await using agent = await agentIn(home);
  writeFileSync(join(workFolder(home), "plan.bin"), bytes);
  const { session_id } = await agent.call("create_session", { title: "Deploy?" });
  const { attachment_id } = await agent.call("upload_attachment", { session_id, path: "plan.bin" });
  const question = { session_id, content: "Shall I?", response_required: true };
  const { message_id } = await agent.call("send_message", question);
  writeFileSync(home.paths.config, '{"log":"error"}');
  const server = home.server();

  const saved = await home.run(["backup", file]);
  expect(saved).toMatchObject({ code: 0, out: `${file}\n` });
  expect(saved.err).toMatch(
    /^Saved and checked: 1 session, 1 attachment, \d+\.\d kB, made by hiloop \S+ at \S+\.\n/,
  );
  expect(saved.err).toMatch(KEYS_NOTE);
  expect(home.server()).toEqual(server);
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);

  await home.run(["stop"]);
  renameSync(home.paths.home, join(home.folder, "moved-away"));
  expect(await home.run(["restore", file])).toMatchObject({ code: 0, out: `${home.paths.home}\n` });
  const pins = readdirSync(home.paths.pins).map((name) => `pins/${name}`);
  const blobs = filesIn(home.paths.home).filter((name) => name.startsWith("data/attachments/"));
  expect(blobs).toHaveLength(1);
  expect(filesIn(home.paths.home)).toEqual(
    ["config.json", "data/hiloop.db", "port", "secrets.json", ...pins, ...blobs].sort(),
  );
  for (const name of readdirSync(home.paths.home, { recursive: true }))
    expect(statSync(join(home.paths.home, String(name))).mode & 0o077).toBe(0);

  await using later = await agentIn(home);
  expect(await later.call("list_sessions")).toMatchObject({ sessions: [{ session_id, open_questions: 1 }] });
  const { path } = await later.call("download_attachment", { session_id, attachment_id });
  expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
  await answer(await personIn(home), session_id, message_id, { text: "Yes" });
  expect(await later.call("await_response", { session_id })).toMatchObject({
    status: "answered",
    text: "Yes",
  });
  expect(home.server().port).toBe(server.port);
  expect((await home.run(["status"])).out).toContain("sessionsWaiting\t0\n");
}, 60_000);

/** A space on this computer that was used and is asleep. */
async function usedSpace(home: Sandbox): Promise<void> {
  expect(await home.run(["agent", "list"])).toMatchObject({ code: 0 });
  await home.run(["stop"]);
}

test("the server that serve keeps in the same folder is saved, too, unless nobody set it up", async () => {
  await using home = await sandbox();
  await usedSpace(home);
  const server = join(home.paths.home, "server");
  const names = async (file: string) => {
    expect(await home.run(["backup", file])).toMatchObject({ code: 0 });
    const listed = Bun.spawnSync(["tar", "tf", file]).stdout.toString();
    return listed.split("\n").filter((name) => name.startsWith("server/"));
  };
  const empty = home.start(["serve", "--port", "0"]);
  await empty.stdout.getReader().read();
  expect(await names(join(home.folder, "1.tar"))).toEqual([]);
  empty.kill("SIGTERM");
  await empty.exited;

  renameSync(server, `${server}.old`);
  const [blob = ""] = dataFolder(server, [10]);
  expect(await names(join(home.folder, "2.tar"))).toEqual([
    "server/hiloop.db",
    blob.slice(home.paths.home.length + 1),
  ]);
});

test("a backup is a tar of plain files that any computer can open and check", async () => {
  await using home = await sandbox();
  const [data, file, out] = ["data", "b.tar", "out"].map((name) => join(home.folder, name)) as [
    string,
    string,
    string,
  ];
  const blobs = dataFolder(data, [1000]);
  expect(await home.run(["backup", file, "--data", data])).toMatchObject({ code: 0 });
  mkdirSync(out);
  expect(Bun.spawnSync(["tar", "xf", file, "-C", out]).exitCode).toBe(0);
  expect(Bun.spawnSync(["sha256sum", "--check", "--strict", "SHA256SUMS"], { cwd: out }).exitCode).toBe(0);
  const [blob = ""] = blobs;
  expect(readFileSync(join(out, blob.slice(data.length + 1)))).toEqual(readFileSync(blob));
  expect(existsSync(join(out, "hiloop.db"))).toBe(true);
});

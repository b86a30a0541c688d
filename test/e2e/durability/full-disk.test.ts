import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { McpProcess } from "../../helpers/mcp-client.ts";
import { answer, say } from "../../helpers/person.ts";
import { someBytes } from "../../helpers/test-upload.ts";
import { PROGRAM, type Sandbox, sandbox } from "../../local/sandbox.ts";
import { killServer } from "./kill-nine.ts";
import { agentIn, agentWaits, askToDeploy, personIn, workFolder } from "./local-parties.ts";
import { canMount, smallDisk } from "./small-disk.ts";

const SLOW_MS = 60_000;
const FULL =
  "The server could not write to its disk; nothing was changed. Free some space where the server keeps its data, then try again.";
const LONG = "Many words. ".repeat(15_000);

test.skipIf(!canMount)(
  "on a full disk every write is one clear sentence and changes nothing, and with space again all goes on",
  async () => {
    await using home = await sandbox();
    await using disk = await smallDisk(home, "16m");
    await using agent = await agentIn(home, disk.enter);
    const { session_id } = await agent.call("create_session", { title: "A small disk" });
    const question = { session_id, content: "Well?", response_required: true };
    const { message_id } = await agent.call("send_message", question);
    const person = await personIn(disk.home);
    const waiting = settled(agent.call("await_response", { session_id }));
    await agentWaits(person, session_id);
    const { pid } = disk.home.server();
    const path = join(workFolder(home), "photo.bin");
    await Bun.write(path, someBytes(2_000_000));

    await disk.fill();
    const before = 2 + (await sendUntilRefused(agent, session_id));
    for (const [tool, args] of [
      ["send_message", { session_id, content: LONG }],
      ["create_session", { title: "Another" }],
      ["upload_attachment", { session_id, path }],
      ["upload_attachment", { session_id, path }],
    ] as const) {
      expect([tool, await agent.call(tool, args)]).toEqual([tool, { error: FULL }]);
    }
    await expect(say(person, session_id, LONG)).rejects.toMatchObject({ sentence: FULL });
    expect(await countItems(agent, session_id)).toBe(before);
    expect(filesIn(disk.home, ".part")).toEqual([]);
    expect(disk.home.server().pid).toBe(pid);

    disk.free();
    await agent.call("send_message", { session_id, content: LONG });
    expect(await agent.call("upload_attachment", { session_id, path })).toMatchObject({ size: 2_000_000 });
    await answer(person, session_id, message_id, { text: "Yes" });
    expect(await waiting).toMatchObject({ status: "answered", text: "Yes" });
    expect(await countItems(agent, session_id)).toBe(before + 3);
  },
  SLOW_MS,
);

for (const end of ["killed", "stopped"] as const) {
  test.skipIf(!canMount)(
    `a server that was ${end} starts on a full disk for whoever reads or answers, and takes the rest once there is space`,
    async () => {
      await using home = await sandbox();
      await using disk = await smallDisk(home, "16m");
      await using agent = await agentIn(home, disk.enter);
      const { session_id, message_id } = await askToDeploy(agent);
      await disk.fill();
      if (end === "killed") await killServer(disk.home);
      else await home.run(["stop"], { program: [...disk.enter, ...PROGRAM] });
      // Whatever its end has freed is taken, too.
      disk.free();
      await disk.fill();

      expect(await countItems(agent, session_id)).toBe(2);
      expect(await agent.call("send_message", { session_id, content: "Still there?" })).toEqual({
        error: FULL,
      });
      const person = await personIn(disk.home);
      await answer(person, session_id, message_id, { action: "approve" });
      expect(await agent.call("await_response", { session_id, timeout_seconds: 10 })).toMatchObject({
        status: "answered",
      });

      disk.free();
      expect(await agent.call("send_message", { session_id, content: "Still there?" })).not.toHaveProperty(
        "error",
      );
      expect(await countItems(agent, session_id)).toBe(4);
    },
    SLOW_MS,
  );
}

/** A promise that nobody has to be there for when it fails. */
function settled<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}

function filesIn({ paths }: Sandbox, ending: string): string[] {
  return readdirSync(paths.data, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(ending));
}

/** Sends long messages until the disk is full; gives how many were taken. */
async function sendUntilRefused(agent: McpProcess, session_id: string): Promise<number> {
  for (let sent = 0; sent < 100; sent++) {
    const { error } = await agent.call("send_message", { session_id, content: LONG });
    if (error === FULL) return sent;
    expect(error).toBeUndefined();
  }
  throw new Error("the disk never was full");
}

async function countItems(agent: McpProcess, session_id: string): Promise<number> {
  let count = 0;
  for (let after = 0; ; ) {
    const page = await agent.call("get_timeline", { session_id, after, limit: 100 });
    count += page.items.length;
    if (page.next_cursor === undefined) return count;
    after = page.next_cursor;
  }
}

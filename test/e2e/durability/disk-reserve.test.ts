import { expect, test } from "bun:test";
import { join } from "node:path";
import { createGuestToken, revokeGuestToken } from "../../../src/client/guests.ts";
import { addApiKey, removeMember } from "../../../src/client/membership.ts";
import { cancelQuestion } from "../../../src/client/send.ts";
import { LocalSpace } from "../../../src/local/local-space.ts";
import { newId } from "../../../src/protocol/id.ts";
import { FileBlobs } from "../../../src/store/blobs.ts";
import { DiskReserve, freeBytes } from "../../../src/store/disk-reserve.ts";
import { answer, say } from "../../helpers/person.ts";
import { someBytes } from "../../helpers/test-upload.ts";
import { sandbox } from "../../local/sandbox.ts";
import { agentIn, askToDeploy, personIn, workFolder } from "./local-parties.ts";
import { canMount, smallDisk } from "./small-disk.ts";

const SLOW_MS = 60_000;
const MIB = 1024 * 1024;
const FULL =
  "The server could not write to its disk; nothing was changed. Free some space where the server keeps its data, then try again.";

test.skipIf(!canMount)(
  "the last eighth of a small disk takes answers, cancelling, closing and revoking, and nothing else",
  async () => {
    await using home = await sandbox();
    // Of 64 MiB, 8 MiB are the reserve.
    await using disk = await smallDisk(home, "64m");
    await using agent = await agentIn(home, disk.enter);
    const asked = [await askToDeploy(agent), await askToDeploy(agent), await askToDeploy(agent)];
    const [first, second, third] = asked.map(({ session_id }) => session_id);
    if (!first || !second || !third) throw new Error("not asked");
    const person = await personIn(disk.home);
    const asAgent = await new LocalSpace({ paths: disk.home.paths, port: undefined }).connectAgent("another");
    const log = await person.session(first);
    await log.sync();
    const guest = await createGuestToken(log);
    const key = await addApiKey(person, { name: "Soon gone" });
    const path = join(workFolder(home), "photo.bin");
    await Bun.write(path, someBytes(100_000));

    await disk.fill(7 * MIB);
    for (const [tool, args] of [
      ["send_message", { session_id: first, content: "Well?" }],
      ["create_session", { title: "Another" }],
      ["upload_attachment", { session_id: first, path }],
      ["create_guest_token", { session_id: first }],
    ] as const)
      expect([tool, await agent.call(tool, args)]).toEqual([tool, { error: FULL }]);
    await expect(say(person, first, "Hello")).rejects.toMatchObject({ sentence: FULL });
    await expect(addApiKey(person, { name: "One more" })).rejects.toMatchObject({ sentence: FULL });

    await answer(person, first, asked[0]?.message_id ?? "", { action: "approve" });
    expect(await agent.call("await_response", { session_id: first, timeout_seconds: 10 })).toMatchObject({
      status: "answered",
      response: "approve",
    });
    const ofAgent = await asAgent.session(second);
    await ofAgent.sync();
    await cancelQuestion(ofAgent, asked[1]?.message_id ?? "");
    expect(await agent.call("close_session", { session_id: third })).toMatchObject({ status: "closed" });
    await revokeGuestToken(log, guest.tokenId);
    await removeMember(person, key.memberId);

    disk.free();
    expect(await agent.call("send_message", { session_id: first, content: "Well?" })).not.toHaveProperty(
      "error",
    );
    expect(await agent.call("upload_attachment", { session_id: first, path })).toMatchObject({
      size: 100_000,
    });
  },
  SLOW_MS,
);

const PIECES = 16;

/** A part of 1 MiB; `ask` is called before each of its pieces comes. */
function inPieces(ask: (piece: number) => Promise<void> | void): ReadableStream<Uint8Array> {
  let piece = 0;
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    await ask(piece);
    if (piece === PIECES) controller.close();
    else controller.enqueue(someBytes(MIB / PIECES));
    piece += 1;
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

test.skipIf(!canMount)(
  "many uploads at once leave the reserve alone, and one that is refused is not counted",
  async () => {
    await using home = await sandbox();
    await using disk = await smallDisk(home, "64m");
    const folder = disk.home.paths.home;
    const blobs = new FileBlobs(join(folder, "attachments"), new DiskReserve(folder, 8 * MIB));
    const sessionId = newId();
    const upload = (part: ReadableStream<Uint8Array>) => {
      const name = { sessionId, attachmentId: newId(), uploaderKeyId: "A".repeat(43) };
      return blobs.append(name, 0, part, { bytes: MIB, uploaderBytes: 12 * MIB });
    };
    await disk.fill(10 * MIB);

    const allBegan = Promise.withResolvers<void>();
    let [begun, leastFree] = [0, 10 * MIB];
    const parts = Array.from({ length: 12 }, () =>
      upload(
        inPieces((piece) => {
          leastFree = Math.min(leastFree, freeBytes(folder));
          if (piece === 1 && ++begun === 12) allBegan.resolve();
          return piece === 1 ? allBegan.promise : undefined;
        }),
      ),
    );
    const refused = (await Promise.allSettled(parts)).filter(({ status }) => status === "rejected");

    // The disk does not tell of what is on its way to it: one piece of each upload.
    expect(leastFree).toBeGreaterThanOrEqual(8 * MIB - 12 * (MIB / PIECES));
    disk.free();
    for (const _ of refused) expect(await upload(inPieces(() => undefined))).toBe(MIB);
  },
);

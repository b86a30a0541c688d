import { expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { HiloopError } from "../../src/protocol/error.ts";
import { newId } from "../../src/protocol/id.ts";
import { FileBlobs } from "../../src/store/blobs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { someBytes } from "../helpers/test-upload.ts";

const LIMIT = { bytes: 1_000_000, uploaderBytes: 10_000_000 };

function newName() {
  return { sessionId: newId(), attachmentId: newId(), uploaderKeyId: "A".repeat(43) };
}

function streamOf(...pieces: (Uint8Array<ArrayBuffer> | Error)[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece instanceof Error) controller.error(piece);
      else if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
}

const sizeOf = async (bytes: number) => bytes;

test("a part that breaks off leaves what was there before it", async () => {
  await using folder = await tempDir();
  const blobs = new FileBlobs(folder.path);
  const name = newName();
  await blobs.append(name, 0, streamOf(someBytes(10)), LIMIT);
  const broken = blobs.append(name, 10, streamOf(someBytes(5), new Error("lost")), LIMIT);
  await expect(broken).rejects.toThrow("lost");
  expect(await blobs.receivedBytes(name)).toBe(10);
});

test("two parts of one upload at the same time do not mix", async () => {
  await using folder = await tempDir();
  const blobs = new FileBlobs(folder.path);
  const name = newName();
  const [one, two] = [someBytes(1000), someBytes(1000)];
  const parts = await Promise.allSettled([
    blobs.append(name, 0, streamOf(one), LIMIT),
    blobs.append(name, 0, streamOf(two), LIMIT),
  ]);
  expect(parts.map((part) => part.status)).toEqual(["fulfilled", "rejected"]);
  await blobs.complete(name, sizeOf);
  expect(Buffer.compare(new Uint8Array(await blobs.read(name).arrayBuffer()), one)).toBe(0);
});

test("completing again after a crash between the file and the database finds the file", async () => {
  await using folder = await tempDir();
  const name = newName();
  const blobs = new FileBlobs(folder.path);
  await blobs.append(name, 0, streamOf(someBytes(10)), LIMIT);
  expect(await blobs.complete(name, sizeOf)).toBe(10);
  expect(await new FileBlobs(folder.path).complete(name, sizeOf)).toBe(10);
});

test("a disk that takes no more is a storage error", async () => {
  await using folder = await tempDir();
  const blobs = new FileBlobs(folder.path);
  const name = newName();
  const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  const refused = blobs.append(name, 0, streamOf(someBytes(10), full), LIMIT);
  await expect(refused).rejects.toMatchObject({ code: "storage" });
  expect(await blobs.receivedBytes(name)).toBe(0);
});

test("a sweep leaves an old upload that somebody goes on with right now", async () => {
  await using folder = await tempDir();
  const blobs = new FileBlobs(folder.path);
  const name = newName();
  await blobs.append(name, 0, streamOf(someBytes(10)), LIMIT);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const going = blobs.append(name, 10, readable, LIMIT);
  await blobs.sweep(Number.POSITIVE_INFINITY);
  const writer = writable.getWriter();
  await writer.write(someBytes(5));
  await writer.close();
  expect(await going).toBe(15);
  expect(await blobs.complete(name, sizeOf)).toBe(15);
});

test("a part without a single byte leaves no file", async () => {
  await using folder = await tempDir();
  const name = newName();
  expect(await new FileBlobs(folder.path).append(name, 0, streamOf(), LIMIT)).toBe(0);
  expect(await readdir(join(folder.path, name.sessionId))).toEqual([]);
});

test("an upload whose recording failed on the server's side is an upload as before, one that was refused is gone", async () => {
  await using folder = await tempDir();
  const blobs = new FileBlobs(folder.path);
  const [first, second] = [newName(), newName()];
  for (const name of [first, second]) await blobs.append(name, 0, streamOf(someBytes(10)), LIMIT);
  const fails = (code: "storage" | "session_closed") => async () => {
    throw new HiloopError(code, "No.");
  };
  await expect(blobs.complete(first, fails("storage"))).rejects.toThrow("No.");
  await expect(blobs.complete(second, fails("session_closed"))).rejects.toThrow("No.");
  expect([await blobs.receivedBytes(first), await blobs.receivedBytes(second)]).toEqual([10, 0]);
  expect(await blobs.append(first, 10, streamOf(someBytes(5)), LIMIT)).toBe(15);
  expect(await blobs.complete(first, sizeOf)).toBe(15);
  expect(await blobs.append(second, 0, streamOf(someBytes(10)), { ...LIMIT, uploaderBytes: 65_536 })).toBe(
    10,
  );
});

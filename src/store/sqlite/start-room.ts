import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freeBytes } from "../disk-reserve.ts";

/** For the index of the log and for what a server says of itself in its folder: so much is written by a start that only reads. */
const ROOM_BYTES = 128 * 1024;
/** With less than this, a disk is as good as full. */
const PLENTY_BYTES = 16 * ROOM_BYTES;

/** On a full disk, gives back what an earlier start put by. */
export function openStartRoom(folder: string): void {
  if (freeBytes(folder) < ROOM_BYTES) rmSync(roomIn(folder), { force: true });
}

/** Puts by for the next start, as long as that takes nothing from anybody. */
export function keepStartRoom(folder: string): void {
  if (freeBytes(folder) > PLENTY_BYTES) putBy(folder);
}

/** At the end, what this one has used is free again. */
export function returnStartRoom(folder: string): void {
  putBy(folder);
}

function putBy(folder: string): void {
  const room = roomIn(folder);
  if (statSync(room, { throwIfNoEntry: false })?.size === ROOM_BYTES) return;
  try {
    writeFileSync(room, new Uint8Array(ROOM_BYTES), { mode: 0o600 });
  } catch {
    rmSync(room, { force: true });
  }
}

function roomIn(folder: string): string {
  return join(folder, "start-room");
}

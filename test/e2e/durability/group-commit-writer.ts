import { writeSync } from "node:fs";
import { HiloopError } from "../../../src/protocol/error.ts";
import { SqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { storeItem, storeSession } from "./store-data.ts";

/** Writes that many groups of questions, or without end, and prints the id of each once it is acknowledged. */
const GROUP = 40;
const STDOUT = 1;

const store = new SqliteStore(process.argv[2] ?? "");
const { sessionId, agentId } = await storeSession(store);
writeSync(STDOUT, `${sessionId}\n`);

const write = async () => {
  const item = storeItem(sessionId, agentId);
  await store.items.addMessage(item);
  writeSync(STDOUT, `${item.item.id}\n`);
  return item;
};

/** A write that fails within the group must undo itself and nothing else. */
const writeTaken = async (id: string) => {
  const taken = storeItem(sessionId, agentId, { id });
  const refused = await store.items
    .addMessage({ ...taken, bodyHash: "another" })
    .catch((error: unknown) => error);
  if (!(refused instanceof HiloopError) || refused.code !== "conflict")
    throw new Error("the id was taken twice");
};

let last = (await write()).item.id;
for (let group = 0; group < Number(process.argv[3] ?? Infinity); group++) {
  const writes = Array.from({ length: GROUP }, write);
  await Promise.all([...writes, writeTaken(last)]);
  last = (await writes[0])?.item.id ?? last;
}

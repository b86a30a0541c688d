import type { Database } from "bun:sqlite";
import { HiloopError } from "../../protocol/error.ts";
import type { SpaceKeySealing } from "../../protocol/key-wrapping.ts";
import type { Credential, RosterChange } from "../../protocol/membership.ts";
import type { RosterEntry } from "../../protocol/roster-entry.ts";
import type { RosterStore, SpaceRecord } from "../contract-roster.ts";
import { carryLogOver } from "./open-database.ts";
import type { WriteQueue } from "./write-queue.ts";

export class SqliteRoster implements RosterStore {
  readonly #db: Database;
  readonly #queue: WriteQueue;

  constructor(db: Database, queue: WriteQueue) {
    this.#db = db;
    this.#queue = queue;
  }

  async find(): Promise<SpaceRecord | undefined> {
    const space = this.#db
      .query<{ spaceId: string; setupHash: string }, []>(
        "SELECT id AS spaceId, setup_hash AS setupHash FROM space",
      )
      .get();
    if (!space) return undefined;
    const credentials = this.#db
      .query<Credential, []>("SELECT key_id AS keyId, auth_hash AS authHash, voucher FROM credential")
      .all();
    return { ...space, entries: await this.entriesAfter(-1), credentials };
  }

  async create(
    space: { spaceId: string; setupHash: string; at: string },
    change: RosterChange,
  ): Promise<void> {
    await this.#queue.write((changes) => {
      if (this.#db.query("SELECT 1 FROM space").get())
        throw new HiloopError("conflict", "This server already has a space.");
      this.#db
        .query("INSERT INTO space (id, setup_hash, created_at) VALUES (?, ?, ?)")
        .run(space.spaceId, space.setupHash, space.at);
      changes.push({ type: "roster", n: this.#append(change) });
    });
    // Whoever copies the file alone from now on has the space, if not what is written into it later.
    carryLogOver(this.#db);
  }

  extend(change: RosterChange, removedKeyIds: string[]): Promise<void> {
    const onlyRemoves = change.entries.every(({ op }) => op !== "add");
    const write = onlyRemoves && removedKeyIds.length > 0 ? "writeVital" : "write";
    return this.#queue[write]((changes) => {
      const n = this.#append(change);
      const remove = this.#db.query("DELETE FROM sealing WHERE recipient_key_id = ?");
      for (const keyId of removedKeyIds) remove.run(keyId);
      changes.push({ type: "roster", n });
    });
  }

  async entriesAfter(n: number): Promise<RosterEntry[]> {
    return this.#db
      .query<{ json: string }, [number]>("SELECT json FROM roster_entry WHERE n > ? ORDER BY n")
      .all(n)
      .map((row) => JSON.parse(row.json));
  }

  async sealingsTo(recipientKeyIds: string[]): Promise<SpaceKeySealing[]> {
    const query = this.#db.query<SpaceKeySealing, [string]>(
      `SELECT epoch, recipient_key_id AS recipientKeyId, sender_key_id AS senderKeyId,
         encapsulated_key AS encapsulatedKey, wrapped_key AS wrappedKey
       FROM sealing WHERE recipient_key_id = ? ORDER BY epoch`,
    );
    return recipientKeyIds.flatMap((id) => query.all(id));
  }

  #append(change: RosterChange): number {
    const newest = this.#db.query<{ n: number | null }, []>("SELECT max(n) AS n FROM roster_entry").get();
    let n = newest?.n ?? -1;
    const insert = this.#db.query("INSERT INTO roster_entry (n, json) VALUES (?, ?)");
    for (const entry of change.entries) {
      if (entry.n !== n + 1) throw rosterMoved();
      insert.run(entry.n, JSON.stringify(entry));
      n = entry.n;
    }
    for (const credential of change.credentials) this.#insertCredential(credential);
    for (const sealing of change.sealings) this.#insertSealing(sealing);
    return n;
  }

  #insertCredential(credential: Credential): void {
    const { keyId, authHash, voucher } = credential;
    if (this.#db.query("SELECT 1 FROM credential WHERE key_id = ? OR auth_hash = ?").get(keyId, authHash))
      throw new HiloopError("conflict", "This identity or authentication key is already known.");
    this.#db
      .query("INSERT INTO credential (key_id, auth_hash, voucher) VALUES (?, ?, ?)")
      .run(keyId, authHash, voucher);
  }

  #insertSealing(sealing: SpaceKeySealing): void {
    this.#db
      .query(
        `INSERT INTO sealing (recipient_key_id, epoch, sender_key_id, encapsulated_key, wrapped_key)
         VALUES (?, ?, ?, ?, ?)`,
      )
      .run(
        sealing.recipientKeyId,
        sealing.epoch,
        sealing.senderKeyId,
        sealing.encapsulatedKey,
        sealing.wrappedKey,
      );
  }
}

/** The refusal of a roster change that was made against an older roster. */
export function rosterMoved(): HiloopError {
  return new HiloopError("roster_moved", "The roster has changed since this was signed.", {
    advice: "Fetch the roster and sign the change again.",
  });
}

import { Database } from "bun:sqlite";
import type { BlobName } from "../blobs.ts";
import { MIGRATIONS } from "./migrations.ts";

/** A database file that nobody writes to: looked at, never changed. Whatever is wrong with it is thrown by the driver. */
export class Snapshot implements Disposable {
  readonly #db: Database;

  constructor(path: string) {
    this.#db = new Database(path, { readonly: true, strict: true });
    // It may come from anywhere: nothing that its schema names is run.
    this.#db.run("PRAGMA trusted_schema = OFF");
  }

  /** Whether a newer hiloop wrote it, with a schema that this one does not know. */
  get isNewer(): boolean {
    return this.#version > MIGRATIONS.length;
  }

  /**
   * Whether its schema is what the migrations make, to the letter. Anything else (a view in a table's place, a trigger, a
   * computed column) would be somebody's program, run by the queries below.
   */
  get isOurs(): boolean {
    using made = new Database(":memory:");
    for (const sql of MIGRATIONS.slice(0, Math.max(this.#version, 0))) made.run(sql);
    const expected = schemaOf(made, -1);
    return Bun.deepEquals(schemaOf(this.#db, expected.length + 1), expected);
  }

  /** How many migrations it says that it has had. */
  get #version(): number {
    return this.#db.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version ?? 0;
  }

  /** Whether every page, index and reference in it is as it must be. */
  get isSound(): boolean {
    const problems = this.#db.query<{ integrity_check: string }, []>("PRAGMA integrity_check(1)").all();
    const dangling = this.#db.query("PRAGMA foreign_key_check").get();
    return problems.every((row) => row.integrity_check === "ok") && dangling === null;
  }

  get hasSpace(): boolean {
    const table = this.#db.query("SELECT 1 FROM sqlite_master WHERE name = 'space'").get();
    return table !== null && this.#db.query("SELECT 1 FROM space").get() !== null;
  }

  get sessions(): number {
    return this.#db.query<{ n: number }, []>("SELECT count(*) AS n FROM session").get()?.n ?? 0;
  }

  /** The attachments that are complete: their bytes are final, and on disk since before it was taken. */
  *attachments(): Generator<{ name: BlobName; bytes: number }> {
    const rows = this.#db.query<BlobName & { bytes: number }, []>(
      `SELECT session_id AS sessionId, id AS attachmentId, uploader_key_id AS uploaderKeyId, bytes
       FROM attachment ORDER BY session_id, seq`,
    );
    for (const { bytes, ...name } of rows.iterate()) yield { name, bytes };
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

/** One line for each table and index, in the order of their names; all with a `limit` of -1. */
function schemaOf(db: Database, limit: number): string[] {
  const rows = db.query("SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT ?").all(limit);
  return rows.map((row) => JSON.stringify(row)).sort();
}

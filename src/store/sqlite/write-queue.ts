import type { Database } from "bun:sqlite";
import type { HiloopError } from "../../protocol/error.ts";
import { type SignedItem, sealedBytes } from "../../protocol/item.ts";
import type { Change } from "../contract.ts";
import { type DiskReserve, fullDisk } from "../disk-reserve.ts";
import { toStorageError } from "./storage-error.ts";

type Job = {
  run: (changes: Change[]) => void;
  settle: (failure: unknown) => void;
  changes: Change[];
  /** On the disk, about; nothing of a vital one, which is never refused for it. */
  bytes: number;
};

/** What a write takes on the disk besides what is sealed in it. */
const SMALL_BYTES = 16 * 1024;
/** Sealed bytes are written as base64url, first to the log and then to the file. */
const DISK_PER_SEALED = 3;

/**
 * Collects the writes of one tick and commits them together: one fsync for all, each in a savepoint of its
 * own so that a failing one undoes only itself. A promise resolves after the commit.
 */
export class WriteQueue {
  readonly #db: Database;
  readonly #reserve: DiskReserve | undefined;
  readonly #listeners: ((change: Change) => void)[] = [];
  #jobs: Job[] = [];
  #refusal: HiloopError | undefined;

  constructor(db: Database, reserve?: DiskReserve) {
    this.#db = db;
    this.#reserve = reserve;
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  /** From now on nothing is written any more. */
  refuse(why: HiloopError): void {
    this.#refusal = why;
  }

  /** Of a signed item or of something small; refused when it would touch the disk's reserve. */
  write<Result>(work: (changes: Change[]) => Result, item?: SignedItem): Promise<Result> {
    return this.#add(work, SMALL_BYTES + (item ? sealedBytes(item) * DISK_PER_SEALED : 0));
  }

  /** Of answers and endings: goes on as long as the disk takes anything. */
  writeVital<Result>(work: (changes: Change[]) => Result): Promise<Result> {
    return this.#add(work, 0);
  }

  #add<Result>(work: (changes: Change[]) => Result, bytes: number): Promise<Result> {
    return new Promise((resolve, reject) => {
      let result: { value: Result } | undefined;
      this.#jobs.push({
        changes: [],
        bytes,
        run: (changes) => {
          result = { value: work(changes) };
        },
        settle: (failure) => (result && failure === undefined ? resolve(result.value) : reject(failure)),
      });
      if (this.#jobs.length === 1) setImmediate(() => this.flush());
    });
  }

  flush(): void {
    const jobs = this.#jobs;
    this.#jobs = [];
    if (jobs.length === 0) return;
    const failures = this.#refused(jobs);
    try {
      // By `query`, which prepares a statement once; `run` does so each time.
      this.#db.query("BEGIN IMMEDIATE").run();
      for (const job of jobs) if (!failures.has(job)) this.#runInSavepoint(job, failures);
      this.#db.query("COMMIT").run();
    } catch (thrown) {
      this.#rollBack();
      for (const job of jobs) if (!failures.has(job)) failures.set(job, toStorageError(thrown));
    }
    for (const job of jobs) job.settle(failures.get(job));
    for (const job of jobs) if (!failures.has(job)) this.#announce(job.changes);
  }

  /** Many large ones of one tick would fill the reserve together, so each takes its share of what is free. */
  #refused(jobs: Job[]): Map<Job, unknown> {
    if (this.#refusal) return new Map(jobs.map((job) => [job, this.#refusal]));
    const refused = new Map<Job, unknown>();
    const isFree = !this.#reserve || jobs.every(({ bytes }) => bytes === 0);
    let room = isFree ? Number.POSITIVE_INFINITY : this.#reserve.room();
    for (const job of jobs) {
      if (job.bytes > 0 && room < job.bytes) refused.set(job, fullDisk());
      else room -= job.bytes;
    }
    return refused;
  }

  #runInSavepoint(job: Job, failures: Map<Job, unknown>): void {
    this.#db.query("SAVEPOINT job").run();
    try {
      job.run(job.changes);
      this.#db.query("RELEASE job").run();
    } catch (thrown) {
      // A full disk can end the whole transaction by itself; then every write of this tick is lost, not only this one.
      if (!this.#db.inTransaction) throw thrown;
      this.#db.run("ROLLBACK TO job");
      this.#db.query("RELEASE job").run();
      failures.set(job, toStorageError(thrown));
    }
  }

  #rollBack(): void {
    try {
      if (this.#db.inTransaction) this.#db.run("ROLLBACK");
    } catch {
      // The database is closed or cannot be reached: then nothing of this is in it, and who wrote is told why below.
    }
  }

  #announce(changes: Change[]): void {
    for (const change of changes) for (const listener of this.#listeners) listener(change);
  }
}

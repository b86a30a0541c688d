import type { Database } from "bun:sqlite";
import type { Change } from "../contract.ts";
import { toStorageError } from "./storage-error.ts";

type Job = { run: (changes: Change[]) => void; settle: (failure: unknown) => void; changes: Change[] };

/**
 * Collects the writes of one tick and commits them together: one fsync for all, each in a savepoint of its
 * own so that a failing one undoes only itself. A promise resolves after the commit.
 */
export class WriteQueue {
  readonly #db: Database;
  readonly #listeners: ((change: Change) => void)[] = [];
  #jobs: Job[] = [];

  constructor(db: Database) {
    this.#db = db;
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  write<Result>(work: (changes: Change[]) => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      let result: { value: Result } | undefined;
      this.#jobs.push({
        changes: [],
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
    const failures = new Map<Job, unknown>();
    try {
      this.#db.run("BEGIN IMMEDIATE");
      for (const job of jobs) this.#runInSavepoint(job, failures);
      this.#db.run("COMMIT");
    } catch (thrown) {
      this.#rollBack();
      for (const job of jobs) if (!failures.has(job)) failures.set(job, toStorageError(thrown));
    }
    for (const job of jobs) job.settle(failures.get(job));
    for (const job of jobs) if (!failures.has(job)) this.#announce(job.changes);
  }

  #runInSavepoint(job: Job, failures: Map<Job, unknown>): void {
    this.#db.run("SAVEPOINT job");
    try {
      job.run(job.changes);
      this.#db.run("RELEASE job");
    } catch (thrown) {
      // A full disk can end the whole transaction by itself; then every write of this tick is lost, not only this one.
      if (!this.#db.inTransaction) throw thrown;
      this.#db.run("ROLLBACK TO job");
      this.#db.run("RELEASE job");
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

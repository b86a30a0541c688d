import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment } from "./child.ts";
import type { Bench } from "./row.ts";

/** A home of its own for the measured program; at the end the local server that it may have started is stopped. */
export class HiloopHome implements Disposable {
  readonly env: Record<string, string>;
  readonly folder: string;
  readonly #hiloop: string;

  constructor(bench: Bench) {
    this.#hiloop = bench.hiloop;
    this.folder = mkdtempSync(join(bench.scratch, "home-"));
    this.env = childEnvironment({ HOME: this.folder, HILOOP_HOME: join(this.folder, "hiloop") });
  }

  [Symbol.dispose](): void {
    Bun.spawnSync([this.#hiloop, "stop"], {
      env: this.env,
      stdout: "ignore",
      stderr: "ignore",
      timeout: 10_000,
    });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

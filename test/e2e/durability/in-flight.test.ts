import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { type Outcome, runCommand } from "../../helpers/run-command.ts";

const SLOW_MS = 300_000;
const RUNS = 5_000;
const RUNS_IN_A_SESSION = 20;
const PLAYER = join(import.meta.dir, "in-flight-player.ts");
/** Nothing is killed here, so no disk has to be waited for. */
const MEMORY = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

test(
  "5,000 random runs with several questions in flight, and agents that start anew, lose and repeat no answer",
  async () => {
    const players = Math.min(4, availableParallelism());
    const seeds = Array.from({ length: RUNS / RUNS_IN_A_SESSION }, (_, seed) => seed);
    const shares = Array.from({ length: players }, (_, player) =>
      seeds.filter((seed) => seed % players === player),
    );
    const outcomes = await Promise.all(shares.map(play));

    expect(outcomes.map(({ err }) => err)).toEqual(outcomes.map(() => ""));
    const answers = outcomes.map(({ out }) => Number(out)).reduce((sum, count) => sum + count, 0);
    expect(answers).toBeGreaterThan(2 * RUNS);
  },
  SLOW_MS,
);

async function play(seeds: number[]): Promise<Outcome> {
  const folder = await mkdtemp(join(MEMORY, "hiloop-test-"));
  try {
    return await runCommand([process.execPath, PLAYER, folder, `${RUNS_IN_A_SESSION}`, ...seeds.map(String)]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

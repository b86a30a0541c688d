import { toHiloopError } from "../protocol/error.ts";
import { write } from "./print.ts";

const CTRL_C = "\u0003";
const CTRL_D = "\u0004";

/** Calls back for single keys on the terminal, without Enter. Gives what ends it and puts the terminal right. */
export function onKeys(actions: Readonly<Record<string, () => Promise<void>>>): () => void {
  const { stdin } = process;
  const listen = (typed: Buffer | string) => {
    for (const key of String(typed)) {
      // A raw terminal sends no signal by itself.
      if (key === CTRL_C || key === CTRL_D) process.kill(process.pid, "SIGINT");
      actions[key.toLowerCase()]?.().catch((error: unknown) =>
        write(2, `hiloop: ${toHiloopError(error).sentence}\n`),
      );
    }
  };
  const restore = () => {
    stdin.off("data", listen);
    stdin.setRawMode(false);
    stdin.pause();
  };
  stdin.setRawMode(true);
  stdin.on("data", listen);
  process.once("exit", () => stdin.isRaw && stdin.setRawMode(false));
  return restore;
}

import { STDERR, write } from "./print.ts";
import type { Terminal } from "./terminal.ts";

const CLEAR_LINE = "\r\u001b[K";

/** How far something is, as one line that changes; shown where messages go to a terminal. */
export class Progress {
  readonly #what: string;
  readonly #isShown: boolean;
  #percent = -1;

  constructor(what: string, terminal: Terminal) {
    this.#what = what;
    this.#isShown = terminal.messages;
  }

  show(done: number, total: number | undefined): void {
    if (!this.#isShown || !total) return;
    const percent = Math.min(100, Math.floor((done / total) * 100));
    if (percent === this.#percent) return;
    this.#percent = percent;
    write(STDERR, `${CLEAR_LINE}${this.#what}: ${percent} %`);
  }

  end(): void {
    if (this.#percent >= 0) write(STDERR, CLEAR_LINE);
  }
}

export type WaitOptions = {
  sessionId: string;
  keyId: string;
  /** Of a guest's: who made its link. */
  makerKeyId: string | undefined;
  isAgent: boolean;
  timeoutMs: number;
  signal: AbortSignal;
};

/** Answers with what is there; undefined when that is not worth ending a wait for. Once it is `over`, anything is. */
export type ReadNews = (over: boolean) => Promise<Response | undefined>;

/**
 * One held request. Ten thousand of these must cost little, so between two reads it is nothing but this
 * object and one promise, and it listens to its request's abort by itself.
 */
export class HeldWait implements EventListenerObject {
  readonly options: WaitOptions;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly answer: Promise<Response>;
  readonly #leave: (wait: HeldWait) => void;
  readonly #read: ReadNews;
  #resolve: (answer: Response) => void = () => undefined;
  #reject: (thrown: unknown) => void = () => undefined;
  #state: "idle" | "reading" | "changed while reading" = "idle";
  #over = false;

  constructor(options: WaitOptions, read: ReadNews, leave: (wait: HeldWait) => void) {
    this.options = options;
    this.deadline = performance.now() + options.timeoutMs;
    this.#leave = leave;
    this.#read = read;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Reads again, or once more when a read is under way: it may have come too early. */
  wake(): void {
    if (this.#state === "idle") this.#attempt();
    else this.#state = "changed while reading";
  }

  end(): void {
    this.#over = true;
    this.wake();
  }

  handleEvent(): void {
    this.end();
  }

  async #attempt(): Promise<void> {
    try {
      do {
        this.#state = "reading";
        const answer = await this.#read(this.#over);
        if (answer) return this.#settle(() => this.#resolve(answer));
      } while (this.#state !== "reading");
      this.#state = "idle";
    } catch (thrown) {
      this.#settle(() => this.#reject(thrown));
    }
  }

  #settle(how: () => void): void {
    this.#leave(this);
    how();
  }
}

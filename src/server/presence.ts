/** Agents poll in a chain; between two polls nobody should see them leave. */
const LINGER_MS = 2000;

/** Which sessions an agent is waiting on, as people see it. */
export class Presence {
  readonly #announce: (sessionId: string, waiting: boolean) => void;
  readonly #agents = new Map<string, number>();
  readonly #leaving = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(announce: (sessionId: string, waiting: boolean) => void) {
    this.#announce = announce;
  }

  sessions(): string[] {
    return [...this.#agents.keys()];
  }

  enter(sessionId: string): void {
    clearTimeout(this.#leaving.get(sessionId));
    this.#leaving.delete(sessionId);
    const agents = this.#agents.get(sessionId);
    this.#agents.set(sessionId, (agents ?? 0) + 1);
    if (agents === undefined) this.#announce(sessionId, true);
  }

  leave(sessionId: string): void {
    const agents = (this.#agents.get(sessionId) ?? 1) - 1;
    this.#agents.set(sessionId, agents);
    if (agents > 0) return;
    const timer = setTimeout(() => {
      this.#leaving.delete(sessionId);
      this.#agents.delete(sessionId);
      this.#announce(sessionId, false);
    }, LINGER_MS);
    timer.unref();
    this.#leaving.set(sessionId, timer);
  }

  stop(): void {
    for (const timer of this.#leaving.values()) clearTimeout(timer);
  }
}

import { newId } from "../protocol/id.ts";
import { timestamp } from "../protocol/primitives.ts";
import type { AgentStore } from "../store/contract-members.ts";

/** How old `lastSeenAt` may be: writing it on every poll would cost a disk write each. */
const SEEN_EVERY_MS = 60_000;

/** How many agents are kept in memory; the others cost a look into the store. */
const MOST_KNOWN = 10_000;

type Known = { id: string; name: string; seenAt: number };

/** The agents that have spoken, by API key and name; a new name becomes an agent on first use. */
export class AgentNames {
  readonly #store: AgentStore;
  readonly #clock: () => number;
  readonly #perApiKey: number;
  readonly #known = new Map<string, Known>();

  constructor(store: AgentStore, clock: () => number, perApiKey: number) {
    this.#store = store;
    this.#clock = clock;
    this.#perApiKey = perApiKey;
  }

  async resolve(apiKeyId: string, name: string): Promise<{ id: string; name: string }> {
    const key = `${apiKeyId}\n${name}`;
    const now = this.#clock();
    const known = this.#known.get(key);
    if (known && now - known.seenAt < SEEN_EVERY_MS) return known;
    const speaking = { id: newId(now), apiKeyId, name, at: timestamp(now) };
    const { id } = await this.#store.upsert(speaking, this.#perApiKey).catch(async (thrown) => {
      // On a full disk an agent that is there still reads; only when it was last seen is not kept.
      const before = known ?? (await this.#store.find(apiKeyId, name));
      if (before) return before;
      throw thrown;
    });
    const agent = { id, name, seenAt: now };
    this.#keep(key, agent);
    return agent;
  }

  /** The one that spoke longest ago makes room. */
  #keep(key: string, agent: Known): void {
    this.#known.delete(key);
    this.#known.set(key, agent);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }
}

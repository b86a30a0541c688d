import { itemFacts } from "../../../src/client/item-facts.ts";
import type { Member } from "../../../src/client/member.ts";
import type { SessionLog } from "../../../src/client/session-log.ts";
import { createSession } from "../../../src/client/sessions.ts";
import { sealItem } from "../../../src/crypto/item.ts";
import { StoredItemSchema } from "../../../src/protocol/timeline.ts";
import { type Random, seededRandom } from "../../helpers/seeded-random.ts";
import { type ToolCaller, toolCaller } from "../../helpers/tool-caller.ts";

/** What a tool's result says, as far as it matters here. */
type Outcome = { status?: string; message_id?: string; text?: string; error?: string };

/** One session of an agent, which asks and waits, and a person, who answers. `after` is never passed. */
export class RandomSession {
  /** What the person said to each question, and what this process and those before it were told. */
  readonly answered = new Map<string, string>();
  readonly #given = new Map<string, string>();
  #givenHere = new Set<string>();
  readonly #person: SessionLog;
  readonly #random: Random;
  readonly #seed: number;
  readonly #agent: Member;
  #tools: ToolCaller;
  #open: string[] = [];

  private constructor(person: SessionLog, agent: Member, seed: number) {
    this.#person = person;
    this.#agent = agent;
    this.#tools = toolCaller(async () => agent);
    this.#random = seededRandom(seed);
    this.#seed = seed;
  }

  static async begin(agent: Member, person: Member, seed: number): Promise<RandomSession> {
    const { id } = await createSession(agent, { title: `Seed ${seed}` });
    return new RandomSession(await person.session(id), agent, seed);
  }

  /** Two or three questions, asked, answered and waited for in any order, until every answer was given. */
  async run(): Promise<void> {
    let unasked = 2 + this.#random.below(2);
    while (unasked > 0 || this.#open.length > 0) {
      const step = this.#random.below(20);
      if (step < 8 && unasked > 0) {
        unasked -= 1;
        await this.#ask();
      } else if (step < 17 && this.#open.length > 0) await this.#answerOne();
      else if (step === 19) this.#startAnew();
      else this.#take(await this.#await({ timeout_seconds: 0 }));
    }
    while (this.#take(await this.#await({ timeout_seconds: 0 })));
    if (this.#given.size !== this.answered.size) throw this.#broken("an answer was lost");
  }

  async #ask(): Promise<void> {
    const content = { content: "Well?", response_required: true };
    const sent = await this.#tools.call("send_message", { session_id: this.#person.id, ...content });
    this.#open.push(sent.message_id);
  }

  /** The person answers a question while the agent waits for it, for anything, for a moment only, or not at all. */
  async #answerOne(): Promise<void> {
    const [id = ""] = this.#open.splice(this.#random.below(this.#open.length), 1);
    const stop = new AbortController();
    const way = this.#random.below(4);
    const waiting = way < 3 ? this.#await(way === 0 ? { message_id: id } : {}, stop.signal) : undefined;
    if (way === 2 && this.#random.below(2) === 0) stop.abort();
    await this.#respond(id);
    if (way === 2) stop.abort();
    if (waiting) this.#take(await waiting);
  }

  async #respond(id: string): Promise<void> {
    const text = `answer ${this.answered.size}`;
    this.answered.set(id, text);
    const digest = (await this.#agent.session(this.#person.id)).question(id)?.digest ?? "";
    const { member, key, path } = this.#person;
    const facts = itemFacts(member, "Response", this.#person.id, { about: { id, digest } });
    const item = await sealItem(facts, { response: { text, via: "inbox" } }, key, member.identity);
    await member.http.write("POST", `${path}/messages/${id}/response`, StoredItemSchema, item);
  }

  /** Another process of the agent goes on: it was told nothing yet and knows what the server keeps. */
  #startAnew(): void {
    const agent = this.#agent;
    this.#tools = toolCaller(async () => agent);
    this.#givenHere = new Set();
  }

  #await(args: object, signal = new AbortController().signal): Promise<Outcome> {
    return this.#tools.call("await_response", { session_id: this.#person.id, ...args }, { signal });
  }

  /** Takes a result into account; false when there was nothing. */
  #take({ status, message_id: id = "", text = "", error }: Outcome): boolean {
    if (status === "pending" || error?.includes("cancelled")) return false;
    if (status !== "answered") throw this.#broken(`a wait came to ${status ?? error}`);
    if (this.answered.get(id) !== text) throw this.#broken(`${text} was given to another question`);
    if (this.#givenHere.has(id)) throw this.#broken(`${text} was repeated`);
    this.#givenHere.add(id);
    this.#given.set(id, text);
    return true;
  }

  #broken(what: string): Error {
    return new Error(`seed ${this.#seed}: ${what}`);
  }
}

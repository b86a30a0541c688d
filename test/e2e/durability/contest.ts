import { awaitResponse } from "../../../src/client/await-response.ts";
import { Deliveries } from "../../../src/client/deliveries.ts";
import { join } from "../../../src/client/join.ts";
import type { Member } from "../../../src/client/member.ts";
import { invitePerson } from "../../../src/client/membership.ts";
import { memoryPins } from "../../../src/client/pins.ts";
import type { ReadMessage } from "../../../src/client/read-item.ts";
import { cancelQuestion, respond, sendMessage } from "../../../src/client/send.ts";
import type { SessionLog } from "../../../src/client/session-log.ts";
import { archiveSession, closeSession, createSession } from "../../../src/client/sessions.ts";
import { parseSecret } from "../../../src/crypto/secret.ts";
import { HiloopError } from "../../../src/protocol/error.ts";
import type { ClientSpace } from "../../helpers/client-space.ts";
import type { Random } from "../../helpers/seeded-random.ts";

/** Sealing an answer takes about this many turns of the event loop, which the others need not. */
const SEALING_TICKS = 300;
const EXPIRES_IN_SECONDS = 60;

/** The clock that a server goes by while a test has it in hand. */
export type Clock = { now: number };

export type Contestant = "answer" | "other answer" | "cancel" | "close" | "archive" | "expiry";
/** `done`, or the code of the refusal. */
export type Results = Partial<Record<Contestant, string>>;
export type Round = {
  log: SessionLog;
  question: ReadMessage;
  results: Results;
  told: Awaited<ReturnType<typeof awaitResponse>>[];
};

/** A question that everything happens to at the same time, while its agent waits for it in two ways. */
export class Contest {
  readonly #agent: Member;
  readonly #people: [Member, Member];
  readonly #clock: Clock;
  readonly #random: Random;

  private constructor(agent: Member, people: [Member, Member], clock: Clock, random: Random) {
    this.#agent = agent;
    this.#people = people;
    this.#clock = clock;
    this.#random = random;
  }

  static async among(space: ClientSpace, clock: Clock, random: Random): Promise<Contest> {
    const owner = await space.owner();
    const secret = parseSecret((await invitePerson(owner, { name: "Paula" })).code);
    if (!secret) throw new Error("no invitation");
    const paula = await join({ connection: space.connection, secret, label: "Phone", pins: memoryPins() });
    return new Contest(await space.agent(), [owner, paula.member], clock, random);
  }

  async round(contestants: Contestant[]): Promise<Round> {
    this.#clock.now = Date.now();
    const log = await createSession(this.#agent, { title: "Contest" });
    const question = await sendMessage(log, {
      content: "Well?",
      responseRequired: true,
      expiresInSeconds: EXPIRES_IN_SECONDS,
    });
    const seen: [SessionLog, SessionLog] = await Promise.all([
      this.#people[0].session(log.id),
      this.#people[1].session(log.id),
    ]);
    const waits = [{ questionId: question.id }, {}].map((options) =>
      awaitResponse(log, { deliveries: new Deliveries(), waitSeconds: 30, ...options }),
    );
    const results: Results = {};
    const compete = async (contestant: Contestant) => {
      if (!contestant.endsWith("answer")) await ticks(this.#random.below(2 * SEALING_TICKS));
      results[contestant] = await this.#act(contestant, log, seen, question).then(() => "done", codeOf);
    };
    await Promise.all(contestants.map(compete));
    // Also ends the wait of who heard nothing because the agent itself cancelled.
    await closeSession(seen[0]);
    await log.sync();
    return { log, question, results, told: await Promise.all(waits) };
  }

  async #act(
    contestant: Contestant,
    log: SessionLog,
    [owner, paula]: [SessionLog, SessionLog],
    { id: questionId, question }: ReadMessage,
  ): Promise<unknown> {
    const answer = (by: SessionLog, text: string) =>
      respond(by, { questionId, answer: { text }, via: "inbox" });
    switch (contestant) {
      case "answer":
        return answer(owner, "by Ada");
      case "other answer":
        return answer(paula, "by Paula");
      case "cancel":
        return cancelQuestion(log, questionId);
      case "close":
        return closeSession(owner);
      case "archive":
        return archiveSession(paula);
      case "expiry":
        this.#clock.now = Date.parse(question?.until ?? "");
    }
  }
}

async function ticks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick++) await new Promise((resolve) => setImmediate(resolve));
}

function codeOf(error: unknown): string {
  if (error instanceof HiloopError) return error.code;
  throw error;
}

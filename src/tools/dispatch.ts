import { Deliveries } from "../client/deliveries.ts";
import type { Member } from "../client/member.ts";
import { shownName } from "../components/input-issues.ts";
import { nearest } from "../components/nearest.ts";
import { HiloopError, toHiloopError } from "../protocol/error.ts";
import { TOOLS } from "./all.ts";
import type { FileAccess } from "./files/file-access.ts";
import type { LazyMember } from "./lazy-member.ts";
import { type AskRecords, QuestionsAsked } from "./questions-asked.ts";
import type { CallContext, ToolContext } from "./tool.ts";

/** What a call came to, in words for a model. */
export type Outcome = { text: string } | { error: string };

/** Runs a tool by name. Never throws. */
export type Dispatch = (name: string, args: unknown, call: CallContext) => Promise<Outcome>;

export type ToolHost = {
  member: LazyMember;
  files: FileAccess;
  place: ToolContext["place"];
  /** A question was asked: brings it before a person; a sentence comes back when the user has to do that. */
  announce(member: Member): Promise<string | undefined>;
  /** That sentence as long as it is true. Opens nothing. */
  notice(member: Member): Promise<string | undefined>;
  /** What this home keeps of questions between processes; undefined where it keeps nothing. */
  askRecords(): Promise<AskRecords | undefined>;
  /** Where the detail of an unexpected failure goes. */
  logFailure(what: string, cause: unknown): void;
  progressIntervalMs: number;
};

/** A server that is slow to say whether anybody listens keeps nobody waiting. */
const NOTICE_WITHIN_MS = 2_000;

type Memory = Pick<ToolContext, "deliveries" | "asked">;

/** One dispatch a process: it remembers between calls what was given to the model and what was asked. */
export function createDispatch(host: ToolHost): Dispatch {
  const memory: Memory = { deliveries: new Deliveries(), asked: new QuestionsAsked(host.askRecords) };
  return async (name, args, call) => {
    try {
      return { text: JSON.stringify(await run(name, args, toolContext(host, memory, call))) };
    } catch (thrown) {
      const error = toHiloopError(thrown);
      if (error.code === "unauthorized") host.member.forget();
      if (error.code === "internal") host.logFailure(name, error.cause ?? error);
      return { error: error.sentence.replaceAll(/\s*[\r\n]+\s*/g, " ") };
    }
  };
}

function run(name: string, args: unknown, context: ToolContext): Promise<Record<string, unknown>> {
  const tool = TOOLS.find((candidate) => candidate.name === name);
  if (!tool) throw unknownTool(name);
  return tool.prepare(args)(context);
}

function toolContext(host: ToolHost, memory: Memory, call: CallContext): ToolContext {
  return {
    ...call,
    ...memory,
    files: host.files,
    place: host.place,
    progressIntervalMs: host.progressIntervalMs,
    async member() {
      const member = await host.member.get();
      if (call.signal.aborted)
        throw new HiloopError("cancelled", "The call was cancelled before anything was sent.");
      return member;
    },
    announce: () => sentence(host, (member) => host.announce(member)),
    notice: () => Promise.race([sentence(host, (member) => host.notice(member)), after(NOTICE_WITHIN_MS)]),
  };
}

function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined));
}

/** The question stands by now: whatever goes wrong here must not hide that. */
async function sentence(
  host: ToolHost,
  say: (member: Member) => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return await say(await host.member.get());
  } catch (error) {
    host.logFailure("announcing a question", error);
    return undefined;
  }
}

function unknownTool(name: string): HiloopError {
  const names = TOOLS.map((tool) => tool.name);
  const guess = nearest(name, names);
  return new HiloopError(
    "not_found",
    `There is no tool ${shownName(name)}; the tools are ${names.join(", ")}.`,
    {
      advice: guess ? `Call ${guess} instead.` : "Call one of these.",
    },
  );
}

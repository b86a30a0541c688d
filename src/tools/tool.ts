import type * as v from "valibot";
import type { Deliveries } from "../client/deliveries.ts";
import type { Member } from "../client/member.ts";
import type { FileAccess } from "./files/file-access.ts";
import { parseArguments } from "./parse-arguments.ts";
import type { QuestionsAsked } from "./questions-asked.ts";

/** The program that holds the assistant, as it introduced itself. */
export type ClientInfo = {
  name: string;
  version: string;
  /** Real paths of the folders that it has open; empty when it does not say. */
  roots(): Promise<string[]>;
};

/** What one call brings along. */
export type CallContext = {
  signal: AbortSignal;
  /** Only where the client wants to hear about progress. */
  progress?: (message: string) => void;
  client: ClientInfo;
  /** How long this client tolerates one call. */
  maxWaitSeconds: number;
};

/** What a tool works with. */
export type ToolContext = CallContext & {
  /** Connected on first use. */
  member(): Promise<Member>;
  deliveries: Deliveries;
  asked: QuestionsAsked;
  files: FileAccess;
  /** Where this process works: the folder it was started in, and its user's home. */
  place: { cwd: string; home: string };
  /** A question was asked: bring it before a person; a sentence comes back when the user has to do that. */
  announce(): Promise<string | undefined>;
  /** That sentence as long as it is true. Opens nothing. */
  notice(): Promise<string | undefined>;
  progressIntervalMs: number;
};

export type ToolAnnotations = {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
};

type Entries = v.ObjectEntries;
type Input<E extends Entries> = v.StrictObjectSchema<E, undefined>;

/** What a tool's file says about it. `run` gives one plain object, which becomes the result's JSON. */
type Specification<E extends Entries> = {
  name: string;
  /** First sentence: what it does and when to use it; clients search it. */
  description: string;
  annotations: ToolAnnotations;
  /** For the tools that a model needs before it knows to search for them. */
  alwaysLoad?: boolean;
  input: Input<E>;
  run(args: v.InferOutput<Input<E>>, context: ToolContext): Promise<Record<string, unknown>>;
};

/** Arguments that were checked, waiting for a context. */
type Ready = (context: ToolContext) => Promise<Record<string, unknown>>;

export type Tool = {
  readonly name: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
  readonly alwaysLoad: boolean;
  readonly input: v.GenericSchema<unknown, unknown>;
  /** Checks the arguments, all problems at once. Throws `invalid_input`. */
  prepare(args: unknown): Ready;
};

/** Makes a tool; the type of `args` follows from its schema. */
export function defineTool<const E extends Entries>(specification: Specification<E>): Tool {
  const { name, description, annotations, alwaysLoad = false, input, run } = specification;
  return {
    name,
    description,
    annotations,
    alwaysLoad,
    input,
    prepare(args) {
      const checked = parseArguments(name, input, args);
      return (context) => run(checked, context);
    },
  };
}

import * as v from "valibot";
import type { InputIssue } from "../protocol/error.ts";
import type { Asks } from "./asks.ts";
import { schemaIssues } from "./input-issues.ts";
import { visibleText } from "./visible-text.ts";

/**
 * What hiloop's messages are made of. A message is a list of component nodes, and a node is one thing to look at or
 * to answer: a paragraph (`text`), a table, a picture, a row of buttons (`button_group`), a form. `type` says which,
 * `data` holds what that type shows, and layout types hold other nodes in `children`.
 *
 * A message with an interactive component is a question: what the person presses and fills in comes back as one
 * `Answer` (answer.ts). Every type there is stands in `COMPONENTS` (all.ts); `parseComponents` checks what a sender
 * wrote, `readComponents` opens what a reader received, `componentsToText` prints it.
 */
export type ComponentNode = { type: string; data?: Record<string, unknown>; children?: ComponentNode[] };

/** `layout` holds other components, `content` shows something, `interactive` asks for something. */
export type ComponentGroup = "layout" | "content" | "interactive";

/** Most components in one message, children included. */
export const MAX_COMPONENTS = 500;

/** Deepest nesting: a component at the top of a message has depth 1. */
export const MAX_DEPTH = 30;

/**
 * Most steps that checking one character of every value of a message may take, all patterns of its forms together.
 * A hundred fields with patterns as people write them take a third of it.
 */
export const MAX_PATTERN_WORK = 10_000;

/** What the components of one message may still cost; shared by all of them. */
export type Allowance = { patternWork: number };

type Entries = v.ObjectEntries;
type Schema<E extends Entries> = v.StrictObjectSchema<E, undefined>;
type Data<E extends Entries> = v.InferOutput<Schema<E>>;

/** What one file per type says about that type. Paths in `problems` and `asks` are relative to `data`. */
type Specification<Type extends string, E extends Entries> = {
  type: Type;
  group: ComponentGroup;
  /** One line: what it shows or asks. */
  description: string;
  schema: Schema<E>;
  children: boolean;
  /** Data that fits the schema, printed in the reference. */
  example: v.InferInput<Schema<E>>;
  /** Its plain text for terminals and models. */
  toText(data: Data<E>, childrenText: string): string;
  /** What is wrong with data that fits the schema: rules that tie one field to another. */
  problems?(data: Data<E>, allowance: Allowance): InputIssue[];
  /** What a person can give in answer. */
  asks?(data: Data<E>): Partial<Asks>;
  /** The ids of the attachments that it shows. */
  attachmentIds?(data: Data<E>): string[];
};

/** The outcome of checking unknown data against a definition. */
export type Parsed<Type extends string, D> =
  | { ok: true; content: { type: Type; data: D } }
  | { ok: false; issues: InputIssue[] };

/**
 * A component type as the rest of hiloop uses it. Its functions take unknown data and check it themselves; on data
 * that does not fit, `parse` says what is wrong and the others give nothing.
 */
export type ComponentDefinition<Type extends string = string, D = unknown> = {
  readonly type: Type;
  readonly group: ComponentGroup;
  readonly description: string;
  readonly schema: v.GenericSchema<unknown, unknown>;
  readonly children: boolean;
  readonly example: unknown;
  /** Without an allowance the data may cost as much as a whole message. */
  parse(data: unknown, allowance?: Allowance): Parsed<Type, D>;
  toText(data: unknown, childrenText: string): string;
  asks(data: unknown): Asks;
  attachmentIds(data: unknown): string[];
};

/** Makes a definition; the type of `data` follows from the schema. */
export function defineComponent<const Type extends string, const E extends Entries>(
  specification: Specification<Type, E>,
): ComponentDefinition<Type, Data<E>> {
  const { type, group, description, schema, children, example } = specification;
  /** What was checked once is not checked again by whoever reads on. */
  const checked = new WeakMap<object, Data<E>>();

  function parse(
    input: unknown,
    allowance: Allowance = { patternWork: MAX_PATTERN_WORK },
  ): Parsed<Type, Data<E>> {
    const known = typeof input === "object" && input !== null ? checked.get(input) : undefined;
    if (known) return { ok: true, content: { type, data: known } };
    // Valibot takes a list for an object, and an empty one would pass where every field is optional.
    if (Array.isArray(input))
      return { ok: false, issues: [{ path: "", message: "expected an object, got a list" }] };
    const result = v.safeParse(schema, input === undefined ? {} : input);
    if (!result.success) return { ok: false, issues: schemaIssues(schema, result.issues) };
    const issues = specification.problems?.(result.output, allowance) ?? [];
    if (issues.length > 0) return { ok: false, issues };
    checked.set(result.output, result.output);
    return { ok: true, content: { type, data: result.output } };
  }

  function use<Result>(input: unknown, whenValid: (data: Data<E>) => Result, otherwise: Result): Result {
    const parsed = parse(input);
    return parsed.ok ? whenValid(parsed.content.data) : otherwise;
  }

  return {
    type,
    group,
    description,
    schema,
    children,
    example,
    parse,
    toText: (input, childrenText) =>
      visibleText(use(input, (data) => specification.toText(data, childrenText), "")),
    asks: (input) => {
      const nothing: Asks = { buttons: [], values: [] };
      return use(input, (data) => ({ ...nothing, ...specification.asks?.(data) }), nothing);
    },
    attachmentIds: (input) => use(input, (data) => specification.attachmentIds?.(data) ?? [], []),
  };
}

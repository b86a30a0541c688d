import * as v from "valibot";
import type { InputIssue } from "../protocol/error.ts";
import { findComponent } from "./all.ts";
import type { AskedButton, AskedValue, Asks, Values } from "./asks.ts";
import { isSafeName } from "./field-schemas.ts";
import { joinPath, listed, schemaIssues, shownName } from "./input-issues.ts";
import { questionAsks } from "./question.ts";
import { readComponents } from "./read-components.ts";
import { walk } from "./walk.ts";

/** The name in `values` of the word that was typed to confirm a button. */
export const CONFIRM_NAME = "confirm";

const MAX_TEXT = 100_000;
const NEGATIVE_ACTIONS = new Set(["reject", "deny", "no", "cancel", "decline"]);

function isValues(input: unknown): boolean {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return false;
  return Object.keys(input).every(isSafeName);
}

/**
 * What a person answered: the pressed button's `action`, the `values` they filled in by name, and what they wrote.
 * JSON and nothing else; names that every object inherits, such as `__proto__`, are refused.
 */
export const AnswerSchema = v.strictObject({
  action: v.optional(v.pipe(v.string(), v.maxLength(100))),
  values: v.optional(v.custom<Values>(isValues, "expected an object of values, without reserved names")),
  text: v.optional(v.pipe(v.string(), v.maxLength(MAX_TEXT))),
});

export type Answer = v.InferOutput<typeof AnswerSchema>;

/** Whether the components ask for something: only then does an answer need an action. */
export function isInteractive(components: unknown): boolean {
  for (const node of walk(readComponents(components))) {
    if (node.known && findComponent(node.type)?.group === "interactive") return true;
  }
  return false;
}

function isNegativeButton({ variant, action }: Pick<AskedButton, "variant" | "action">): boolean {
  return variant === "danger" || NEGATIVE_ACTIONS.has(action.toLowerCase());
}

/** Whether an action turns the question down: a button marked `danger`, or one of reject, deny, no, cancel, decline. */
export function isNegative(components: unknown, action: string): boolean {
  const button = questionAsks(components).buttons.find((candidate) => candidate.action === action);
  return isNegativeButton(button ?? { variant: "secondary", action });
}

function isWritten(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== "";
}

function freeTextIssues({ action, values, text }: Answer): InputIssue[] {
  return [
    ...(action === undefined
      ? []
      : [{ path: "action", message: "this question has no buttons; answer with text" }]),
    ...Object.keys(values ?? {}).map((name) => unknownValue(name)),
    ...(isWritten(text) ? [] : [{ path: "text", message: "expected an answer as text" }]),
  ];
}

function unknownValue(name: string): InputIssue {
  return { path: joinPath("values", shownName(name)), message: "the question asks for no such value" };
}

function buttonIssues({ comment, confirm }: AskedButton, { text, values = {} }: Answer): InputIssue[] {
  const typed = Object.hasOwn(values, CONFIRM_NAME) ? values[CONFIRM_NAME] : undefined;
  return [
    ...(comment === "required" && !isWritten(text)
      ? [{ path: "text", message: "this button needs a comment" }]
      : []),
    ...(comment === "none" && isWritten(text)
      ? [{ path: "text", message: "this button takes no comment" }]
      : []),
    ...(confirm !== undefined && typed !== confirm
      ? [{ path: `values.${CONFIRM_NAME}`, message: `expected the word ${confirm}` }]
      : []),
  ];
}

function valueIssues(asked: AskedValue, values: Values, canSkip: boolean): InputIssue[] {
  const { name } = asked;
  const path = joinPath("values", name);
  const isGiven = Object.hasOwn(values, name) && values[name] !== undefined;
  if (!asked.isShown(values))
    return isGiven ? [{ path, message: "this field is hidden and takes no value" }] : [];
  if (!isGiven) return asked.required && !canSkip ? [{ path, message: "this field is required" }] : [];
  const message = asked.problem(values[name]);
  return message ? [{ path, message }] : [];
}

function valuesIssues(asks: Asks, button: AskedButton, values: Values): InputIssue[] {
  const canSkip = isNegativeButton(button);
  const names = new Set([...asks.values.map(({ name }) => name), ...(button.confirm ? [CONFIRM_NAME] : [])]);
  return [
    ...asks.values.flatMap((asked) => valueIssues(asked, values, canSkip)),
    ...Object.keys(values)
      .filter((name) => !names.has(name))
      .map(unknownValue),
  ];
}

/**
 * Checks an answer against the question's own components; no issues means that it fits. Used on both ends: by the page
 * before it sends, by the agent before it believes. Takes anything and never throws.
 *
 * - Without interactive components any text answers, and nothing else does.
 * - Otherwise `action` is one of the question's buttons (`questionAsks`), `submit` where the form has its own.
 * - Values must fit what asks for them. Required ones may be left out with a negative button (`isNegative`): nobody
 *   fills in a form to say no. What is given must fit even then.
 * - A hidden field takes no value. A comment comes as `text`, the typed word of `confirm` as `values.confirm`.
 */
export function checkAnswer(components: unknown, answer: unknown): InputIssue[] {
  // Valibot takes a list for an object.
  if (Array.isArray(answer)) return [{ path: "", message: "expected an object, got a list" }];
  const parsed = v.safeParse(AnswerSchema, answer);
  if (!parsed.success) return schemaIssues(AnswerSchema, parsed.issues);
  if (!isInteractive(components)) return freeTextIssues(parsed.output);
  const asks = questionAsks(components);
  const { action, values = {} } = parsed.output;
  const button = asks.buttons.find((candidate) => candidate.action === action);
  if (!button) {
    return [
      { path: "action", message: `expected ${listed(asks.buttons.map((candidate) => candidate.action))}` },
    ];
  }
  return [...buttonIssues(button, parsed.output), ...valuesIssues(asks, button, values)];
}

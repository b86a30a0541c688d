import { parseComponents } from "../../src/components/parse-components.ts";
import { HiloopError, type InputIssue } from "../../src/protocol/error.ts";

/** The error with which components are refused; accepting them fails the test. */
export function refusalOf(input: unknown): HiloopError {
  try {
    parseComponents(input);
  } catch (error) {
    if (error instanceof HiloopError) return error;
    throw error;
  }
  throw new Error("the components were accepted");
}

/** What is wrong with components, each problem with its path. */
export function issuesOf(input: unknown): InputIssue[] {
  return refusalOf(input).issues;
}

/** A form component with these fields. */
export function formOf(...fields: unknown[]): { type: string; data: Record<string, unknown> } {
  return { type: "form", data: { fields } };
}

/** A text field called `a`, with anything else it should have. */
export function fieldOf(more: object = {}): object {
  return { name: "a", label: "A", kind: "text", ...more };
}

/** A pattern for a message: a string stands for itself. */
export function exactly(message: string | RegExp): RegExp {
  return message instanceof RegExp ? message : new RegExp(`^${RegExp.escape(message)}$`);
}

import type { Answer } from "../../components/answer.ts";

/** An answer as plain text: the pressed button, each value on a line of its own, and what was written. */
export function answerText({ action, values, text }: Answer): string {
  const lines = Object.entries(values ?? {}).map(
    ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return [...(action === undefined ? [] : [`[${action}]`]), ...lines, ...(text ? [text] : [])].join("\n");
}

import type { Awaited } from "../client/await-response.ts";
import { isNegative } from "../components/answer.ts";
import { SUBMIT_ACTION } from "../components/question.ts";
import type { Print } from "./print.ts";

const EXIT = { done: 0, failed: 1, noAnswerYet: 3, negative: 5 } as const;

/** The answer as a script wants it: the pressed button's action on stdout; values as rows; what was written, when nothing was pressed. */
export function printAnswer(print: Print, awaited: Awaited, url: string): void {
  if (awaited.status === "answered") {
    printResponse(print, awaited);
    return;
  }
  const ends = {
    pending: `No answer yet; the question stays open: ${url}`,
    expired: "Nobody answered in time: the question has expired.",
    cancelled: "The question was cancelled.",
    closed: "The session was closed.",
    message: "A message came instead of an answer.",
    invalid_answer: "The answer does not fit the question and decides nothing.",
  };
  print.note(ends[awaited.status]);
}

function printResponse(print: Print, { response }: Extract<Awaited, { response: unknown }>): void {
  const { action, values = {}, text } = response.answer;
  const pressed = action !== undefined && action !== SUBMIT_ACTION;
  if (pressed) print.line(action);
  const rows = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  if (rows.length > 0) print.table({ columns: ["name", "value"], rows });
  if (text && !pressed) print.line(text);
  print.note(`Answered by ${response.sender.name}, via ${response.via}${text && pressed ? `: ${text}` : ""}`);
}

/** 3 while there is no answer, 5 for a negative one when that is asked for, 1 for an end that is no answer. */
export function exitCodeOf(awaited: Awaited, negativeCounts: boolean): number {
  if (awaited.status === "pending" || awaited.status === "expired") return EXIT.noAnswerYet;
  if (awaited.status !== "answered") return EXIT.failed;
  const { action } = awaited.response.answer;
  const negative = action !== undefined && isNegative(awaited.question.components, action);
  return negativeCounts && negative ? EXIT.negative : EXIT.done;
}

import type { Awaited } from "../client/await-response.ts";
import { notesOf } from "../client/item-notes.ts";
import { isNegative } from "../components/answer.ts";
import type { ComponentNode } from "../components/component.ts";
import { questionAsks, SUBMIT_ACTION } from "../components/question.ts";
import type { Print } from "./print.ts";
import { usageError } from "./usage-error.ts";

const EXIT = { done: 0, failed: 1, noAnswerYet: 3, otherAnswer: 5 } as const;

/** The answer as a script wants it: the pressed button's action on stdout; values as rows; what was written, when nothing was pressed. */
export function printAnswer(print: Print, awaited: Awaited, url: string): void {
  if (awaited.status === "answered") {
    printResponse(print, awaited);
    return;
  }
  const isEndedByNewer = awaited.status === "pending" && awaited.isEndedByNewer;
  const ends = {
    pending: isEndedByNewer
      ? "The question has ended in a way that only a newer hiloop can read. Run `hiloop upgrade`, or ask again."
      : `No answer yet; the question stays open: ${url}`,
    expired: "Nobody answered in time: the question has expired.",
    cancelled: "The question was cancelled.",
    closed: "The session was closed.",
    message: "A message came instead of an answer.",
    invalid_answer: "The answer does not fit the question and decides nothing.",
  };
  print.note(ends[awaited.status]);
  if (awaited.status === "pending" && awaited.trouble)
    print.note(`${awaited.trouble} Whether anybody has answered is not known yet.`);
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
  for (const note of notesOf(response)) print.note(note);
  print.note(`Answered by ${response.sender.name}, via ${response.via}${text && pressed ? `: ${text}` : ""}`);
}

/**
 * The answers that let a script go on: the first option, unless it says no, and what `--ok` names, by action or label.
 * Throws a usage error where nothing could ever let it go on, or a name is nobody's.
 */
export function passingActions(commandName: string, components: ComponentNode[], oks: string[]): Set<string> {
  const { buttons } = questionAsks(components);
  const [first] = buttons;
  if (!first) {
    throw usageError(commandName, "--exit-code needs something to press: give --option or --components.");
  }
  const named = oks.map((ok) => {
    const button = buttons.find(({ action }) => action === ok) ?? buttons.find(({ label }) => label === ok);
    if (button) return button.action;
    const offered = buttons.map(({ action }) => action).join(", ");
    throw usageError(commandName, `--ok names "${ok}", which is not an action of this question: ${offered}.`);
  });
  if (!isNegative(components, first.action)) return new Set([first.action, ...named]);
  if (named.length > 0) return new Set(named);
  throw usageError(
    commandName,
    `The first option, "${first.label}", says no: put another first, or name the one to go on with by --ok.`,
  );
}

/** 3 while there is no answer, 5 for an answer that is not among `passing` where that is given, 1 for an end that is no answer. */
export function exitCodeOf(awaited: Awaited, passing: ReadonlySet<string> | undefined): number {
  if (awaited.status === "pending" || awaited.status === "expired") return EXIT.noAnswerYet;
  if (awaited.status !== "answered") return EXIT.failed;
  const { action } = awaited.response.answer;
  return !passing || (action !== undefined && passing.has(action)) ? EXIT.done : EXIT.otherAnswer;
}

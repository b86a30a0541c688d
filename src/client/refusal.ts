import { visibleText } from "../components/visible-text.ts";
import { ERROR_CODES, type ErrorCode, HiloopError } from "../protocol/error.ts";
import type { Problem } from "../protocol/problem.ts";

const LONGEST_WORDS = 200;
/** As much as is looked at: a character may be written as up to ten, and 3 MB of them cost time. */
const LOOKED_AT = 4 * LONGEST_WORDS;

/**
 * The error that a problem document stands for. Nobody signed the document: its code chooses one of the client's own
 * sentences, and what it says of the failure is only quoted; its advice, which a model might follow, is not even that. A code
 * that no server gives is a failure of the server.
 */
export function refusal({ code, detail, issues = [] }: Problem, retryAfterSeconds?: number): HiloopError {
  const [kind, { says, next }] = ownWords(code);
  const problems = issues
    .slice(0, LOOKED_AT)
    .map(({ path, message }) => (path ? `${path}: ${message}` : message));
  const said = serverWords([detail, ...problems].map((part) => part.slice(0, LOOKED_AT)).join(" "));
  return new HiloopError(kind, says, {
    advice: next,
    said: said === says ? "" : said,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function ownWords(code: ErrorCode): [ErrorCode, { says: string; next: string }] {
  const entry = ERROR_CODES[code];
  return "says" in entry ? [code, entry] : ["internal", ERROR_CODES.internal];
}

/** Unsigned words, fit to stand in quotation marks: one line, visible, short, and nothing that reads as data or markup. */
export function serverWords(text: string): string {
  const plain = visibleText(text.slice(0, LOOKED_AT).normalize("NFKC"))
    .replace(/\s+/g, " ")
    .replace(/[{[<]/g, "(")
    .replace(/[}\]>]/g, ")")
    .replace(/["`“”„«»]/g, "'")
    .trim();
  return plain.length <= LONGEST_WORDS
    ? plain
    : `${plain.slice(0, LONGEST_WORDS - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

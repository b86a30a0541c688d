/** Whether one character of a value fits. */
export type CharacterTest = (character: string) => boolean;

/** A regular expression as a tree. */
export type PatternNode =
  | { kind: "character"; test: CharacterTest }
  | { kind: "start" | "end" }
  | { kind: "sequence"; parts: PatternNode[] }
  | { kind: "choice"; options: PatternNode[] }
  | { kind: "repeat"; part: PatternNode; min: number; max: number };

type ParsedPattern = { ok: true; node: PatternNode } | { ok: false; problem: string };

const MAX_SOURCE = 500;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(,(\d*))?\})\??/y;
const GROUP = /\((?:\?(?::|<[^=!>][^>]*>))?/y;
const ESCAPE = /\\(?:u\{[0-9a-f]+\}|u[0-9a-f]{4}|x[0-9a-f]{2}|c[a-z]|p\{[^}]*\}|[\s\S])/iuy;
const CLASS = /\[(?:\\[\s\S]|[^\]\\])*\]/uy;
const CHARACTER = /[\s\S]/uy;
const UNSUPPORTED = "look-arounds, back-references, \\b and inline flags are not supported";

class NotSupported extends Error {}

/** Reads a pattern that JavaScript's own engine has found to be well formed. */
class Reader {
  private position = 0;
  private readonly tests = new Map<string, CharacterTest>();

  constructor(
    private readonly source: string,
    private readonly flags: string,
  ) {}

  choice(): PatternNode {
    const options = [this.sequence()];
    while (this.source[this.position] === "|") {
      this.position += 1;
      options.push(this.sequence());
    }
    return options.length === 1 && options[0] ? options[0] : { kind: "choice", options };
  }

  private sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.position < this.source.length && !"|)".includes(this.source.charAt(this.position))) {
      parts.push(this.repeated(this.atom()));
    }
    return { kind: "sequence", parts };
  }

  private repeated(part: PatternNode): PatternNode {
    const found = this.take(QUANTIFIER);
    if (!found) return part;
    const [, sign, least, range, most] = found;
    if (sign)
      return {
        kind: "repeat",
        part,
        min: sign === "+" ? 1 : 0,
        max: sign === "?" ? 1 : Number.POSITIVE_INFINITY,
      };
    const min = Number(least);
    if (range === undefined) return { kind: "repeat", part, min, max: min };
    return { kind: "repeat", part, min, max: most ? Number(most) : Number.POSITIVE_INFINITY };
  }

  private atom(): PatternNode {
    const next = this.source.charAt(this.position);
    if (next === "(") return this.group();
    if (next === "\\") return this.escape();
    const [text = ""] = (next === "[" ? this.take(CLASS) : undefined) ?? this.take(CHARACTER) ?? [];
    if (text === "^") return { kind: "start" };
    if (text === "$") return { kind: "end" };
    if (text === "." || text.length > 2 || (next === "[" && text.length === 2)) return this.native(text);
    return this.character(text, () => (character) => character === text);
  }

  private group(): PatternNode {
    const [opening = ""] = this.take(GROUP) ?? [];
    if (opening === "(" && this.source[this.position] === "?") throw new NotSupported();
    const inside = this.choice();
    this.position += 1;
    return inside;
  }

  private escape(): PatternNode {
    const [text = ""] = this.take(ESCAPE) ?? [];
    if (/^\\[1-9bBk]$/.test(text)) throw new NotSupported();
    return this.native(text);
  }

  /** One character against a class or an escape: JavaScript's own engine knows best, and has nothing to retry. */
  private native(text: string): PatternNode {
    return this.character(text, () => {
      const one = new RegExp(`^(?:${text})$`, this.flags);
      return (character) => one.test(character);
    });
  }

  /** What stands twice in a pattern is one test: a value's character is then asked about once. */
  private character(text: string, make: () => CharacterTest): PatternNode {
    const test = this.tests.get(text) ?? make();
    this.tests.set(text, test);
    return { kind: "character", test };
  }

  private take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.position;
    const found = expression.exec(this.source) ?? undefined;
    if (found) this.position += found[0].length;
    return found;
  }
}

function isWellFormed(source: string, flags: string): boolean {
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads a regular expression in JavaScript's syntax: characters, classes, groups, `|`, `^`, `$` and all quantifiers.
 * Needless escapes such as `\@`, which the `u` flag forbids, are understood. Never throws.
 */
export function parsePattern(source: string): ParsedPattern {
  if (source.length > MAX_SOURCE) return { ok: false, problem: "it is too long" };
  const flags = ["u", ""].find((candidate) => isWellFormed(source, candidate));
  if (flags === undefined) return { ok: false, problem: "it is not a regular expression" };
  try {
    return { ok: true, node: new Reader(source, flags).choice() };
  } catch (error) {
    if (error instanceof NotSupported) return { ok: false, problem: UNSUPPORTED };
    // Only what the two passes read differently ends here, such as an odd escape without the `u` flag.
    if (error instanceof SyntaxError) return { ok: false, problem: "it is not a regular expression" };
    throw error;
  }
}

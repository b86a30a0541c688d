import { Lexer, type Token, Tokenizer, type Tokens } from "marked";

/** The time for one run of text grows with the square of its length: longer ones stay as they were written. */
const MAX_INLINE = 5_000;
/** Blocks within blocks that are still laid out, where people write three. */
const MAX_DEPTH = 20;
/** What is read at a time: for lists, too, the time grows with the square. */
const MAX_SECTION = 20_000;
/** Every row is filled up to the length of its head: a few letters could ask for millions of cells. */
const MAX_CELLS = 10_000;
/** A line that opens more quotes or lists than that: reading it would take seconds, then end in a stack overflow. */
const TOO_DEEP = /^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){21}/m;
const FENCE = /^ {0,3}(`{3,20}|~{3,20})/;

/** Leaves tables as text once the cells of a section are too many. */
class BoundedTokenizer extends Tokenizer {
  #cells = 0;

  override table(source: string): Tokens.Table | undefined {
    const [whole, head = ""] = this.rules.block.table.exec(source) ?? [];
    if (whole === undefined) return undefined;
    this.#cells += head.split("|").length * whole.split("\n").length;
    return this.#cells > MAX_CELLS ? undefined : super.table(source);
  }
}

/** The tokens of a stranger's Markdown, in bounded time. What would hold up or break the page is plain text. */
export function markdownTokens(text: string): Token[] {
  if (text.length > MAX_SECTION || TOO_DEEP.test(text)) return plain(text);
  const lexer = new Lexer({ gfm: true, breaks: true, tokenizer: new BoundedTokenizer() });
  try {
    lexer.blockTokens(text, lexer.tokens);
    for (const { src, tokens } of lexer.inlineQueue) {
      if (src.length > MAX_INLINE) tokens.push({ type: "text", raw: src, text: src });
      else lexer.inlineTokens(src, tokens);
    }
  } catch {
    return plain(text);
  }
  return isTooDeep(lexer.tokens) ? plain(text) : lexer.tokens;
}

/**
 * Long Markdown in pieces that are read one by one. They end between two paragraphs where they can; a longer block of
 * code goes on in the next piece.
 */
export function markdownSections(text: string): string[] {
  const sections: string[] = [];
  let rest = text;
  while (rest.length > MAX_SECTION) {
    const { end, fence } = endOfSection(rest.slice(0, MAX_SECTION));
    sections.push(rest.slice(0, end));
    rest = fence === "" ? rest.slice(end) : `${fence}\n${rest.slice(end)}`;
  }
  return [...sections, rest];
}

/** Behind the last empty line outside of a block of code, else behind the last line, and which block is open there. */
function endOfSection(text: string): { end: number; fence: string } {
  let fence = "";
  let line = 0;
  let paragraph = 0;
  for (const content of text.split("\n").slice(0, -1)) {
    line += content.length + 1;
    const [, mark = ""] = FENCE.exec(content) ?? [];
    if (fence === "") fence = mark;
    else if (mark.startsWith(fence)) fence = "";
    if (fence === "" && content.trim() === "") paragraph = line;
  }
  if (paragraph > text.length / 4) return { end: paragraph, fence: "" };
  if (line > text.length / 4) return { end: line, fence };
  return { end: /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length, fence };
}

/** About how many elements a token becomes. */
export function elementsOfToken(token: Token): number {
  return partsOf(token).reduce((sum, part) => sum + elementsOfToken(part), 1);
}

function isTooDeep(tokens: readonly Token[]): boolean {
  let layer = tokens;
  for (let depth = 0; depth < 2 * MAX_DEPTH; depth++) {
    if (layer.length === 0) return false;
    layer = layer.flatMap(partsOf);
  }
  return true;
}

function partsOf(token: Token): Token[] {
  if (token.type === "list") return token.items;
  return "tokens" in token && Array.isArray(token.tokens) ? token.tokens : [];
}

function plain(text: string): Token[] {
  return [{ type: "code", raw: text, text }];
}

import { Lexer, type Token } from "marked";

/** The time for one run of text grows with the square of its length: longer ones stay as they were written. */
const MAX_INLINE = 5_000;
/** Blocks within blocks that are still laid out, where people write three. */
const MAX_DEPTH = 20;
const MAX_LENGTH = 200_000;
/** A line that opens more quotes or lists than that: reading it would take seconds, then end in a stack overflow. */
const TOO_DEEP = /^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){21}/m;

/** The tokens of a stranger's Markdown, in bounded time. What would hold up or break the page is plain text. */
export function markdownTokens(text: string): Token[] {
  if (text.length > MAX_LENGTH || TOO_DEEP.test(text)) return plain(text);
  const lexer = new Lexer({ gfm: true, breaks: true });
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

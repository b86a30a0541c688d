import type { Token, Tokens } from "marked";
import type { ComponentChildren } from "preact";
import { visibleText } from "../../components/visible-text.ts";
import { decodeEntities } from "./entities.ts";
import { ForeignLink } from "./foreign-link.tsx";
import { markdownTokens } from "./markdown-tokens.ts";
import { Wide } from "./wide.tsx";

/**
 * Markdown of a stranger as elements. The tokens become elements one by one and no HTML is ever parsed, so
 * what looks like HTML stays text, pictures stay unloaded, and nothing has to be sanitised.
 */
export function Markdown({ text, inline = false }: { text: string; inline?: boolean }) {
  const tokens = markdownTokens(visibleText(text));
  const only = tokens.length === 1 ? tokens[0] : undefined;
  if (inline && only?.type === "paragraph") return <Inlines tokens={childrenOf(only)} />;
  return (
    <div class="prose">
      {tokens.map((token, index) => (
        <Block key={index} token={token} />
      ))}
    </div>
  );
}

function childrenOf(token: Token): Token[] {
  return "tokens" in token && Array.isArray(token.tokens) ? token.tokens : [];
}

function Inlines({ tokens }: { tokens: readonly Token[] }) {
  return (
    <>
      {tokens.map((token, index) => (
        <Inline key={index} token={token} />
      ))}
    </>
  );
}

function Block({ token }: { token: Token }) {
  const inside = <Inlines tokens={childrenOf(token)} />;
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return <p class={`prose-heading prose-heading-${Math.min(3, token.depth)}`}>{inside}</p>;
    case "paragraph":
      return <p>{inside}</p>;
    case "code":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre class="prose-code" tabIndex={0}>
          {token.text}
        </pre>
      );
    case "blockquote":
      return (
        <blockquote>
          {childrenOf(token).map((child, index) => (
            <Block key={index} token={child} />
          ))}
        </blockquote>
      );
    case "list":
      return <MarkdownList list={token as Tokens.List} />;
    case "table":
      return <MarkdownTable table={token as Tokens.Table} />;
    case "hr":
      return <hr />;
    default:
      return <Inline token={token} />;
  }
}

function MarkdownList({ list }: { list: Tokens.List }) {
  const items = list.items.map((item, index) => (
    <li key={index} class={item.task ? "task" : undefined}>
      {item.task && (item.checked ? "☑ " : "☐ ")}
      {item.tokens.map((token, part) => (
        <Block key={part} token={token} />
      ))}
    </li>
  ));
  return list.ordered ? <ol start={Number(list.start) || 1}>{items}</ol> : <ul>{items}</ul>;
}

function MarkdownTable({ table }: { table: Tokens.Table }) {
  return (
    <Wide label="Table">
      <table class="table">
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <th key={index} scope="col">
                <Inlines tokens={cell.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column}>
                  <Inlines tokens={cell.tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Inline({ token }: { token: Token }): ComponentChildren {
  const inside = <Inlines tokens={childrenOf(token)} />;
  switch (token.type) {
    case "strong":
      return <strong>{inside}</strong>;
    case "em":
      return <em>{inside}</em>;
    case "del":
      return <del>{inside}</del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return <ForeignLink href={String(token.href)}>{inside}</ForeignLink>;
    case "image":
      return (
        <ForeignLink href={String(token.href)}>{`Picture: ${token.text || "no description"}`}</ForeignLink>
      );
    case "escape":
      return token.text;
    case "text":
      return childrenOf(token).length > 0 ? inside : decodeEntities(token.text);
    default:
      return token.raw;
  }
}

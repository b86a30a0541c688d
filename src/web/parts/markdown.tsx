import type { Token, Tokens } from "marked";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { visibleText } from "../../components/visible-text.ts";
import { decodeEntities } from "./entities.ts";
import { ForeignLink } from "./foreign-link.tsx";
import { elementsOfToken, markdownSections, markdownTokens } from "./markdown-tokens.ts";
import { PART_ELEMENTS, useLongText, useParts } from "./use-parts.tsx";
import { Wide } from "./wide.tsx";

/** What a section of ordinary prose needs, lists and links included: most are shown whole. */
const SECTION_ELEMENTS = 2 * PART_ELEMENTS;

/**
 * Markdown of a stranger as elements. The tokens become elements one by one and no HTML is ever parsed, so
 * what looks like HTML stays text, pictures stay unloaded, and nothing has to be sanitised.
 */
export function Markdown({ text, inline = false }: { text: string; inline?: boolean }) {
  const sections = useMemo(() => markdownSections(visibleText(text)), [text]);
  const { count, more } = useParts(
    sections.map(() => 1),
    { what: "sections", size: 1 },
  );
  return (
    <>
      {sections.slice(0, count).map((section, index) => (
        <Section key={index} text={section} inline={inline} />
      ))}
      {more}
    </>
  );
}

/** Read and made once for its text: a page is drawn again with every letter that is typed in it. */
function Section({ text, inline }: { text: string; inline: boolean }) {
  return useMemo(() => {
    const tokens = markdownTokens(text);
    const only = tokens.length === 1 ? tokens[0] : undefined;
    if (inline && only?.type === "paragraph") return <Inlines tokens={childrenOf(only)} />;
    return (
      <div class="prose">
        <Blocks tokens={tokens} />
      </div>
    );
  }, [text, inline]);
}

function Blocks({ tokens }: { tokens: readonly Token[] }) {
  const blocks = tokens.filter(({ type }) => type !== "space" && type !== "def");
  const { count, more } = useParts(blocks.map(firstElementsOf), {
    what: "paragraphs",
    size: SECTION_ELEMENTS,
  });
  return (
    <>
      {blocks.slice(0, count).map((token, index) => (
        <Block key={index} token={token} />
      ))}
      {more}
    </>
  );
}

/** Lists and tables have parts of their own. */
function firstElementsOf(token: Token): number {
  return Math.min(elementsOfToken(token), PART_ELEMENTS);
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
      return <CodeBlock text={token.text} />;
    case "blockquote":
      return (
        <blockquote>
          <Blocks tokens={childrenOf(token)} />
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

function CodeBlock({ text }: { text: string }) {
  const { shown, more } = useLongText(text);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre class="prose-code" tabIndex={0}>
        {shown}
      </pre>
      {more}
    </>
  );
}

function MarkdownList({ list }: { list: Tokens.List }) {
  const { count, more } = useParts(list.items.map(elementsOfToken), { what: "items" });
  const items = list.items.slice(0, count).map((item, index) => (
    <li key={index} class={item.task ? "task" : undefined}>
      {item.task && (item.checked ? "☑ " : "☐ ")}
      {item.tokens.map((token, part) => (
        <Block key={part} token={token} />
      ))}
    </li>
  ));
  return (
    <>
      {list.ordered ? <ol start={Number(list.start) || 1}>{items}</ol> : <ul>{items}</ul>}
      {more}
    </>
  );
}

function MarkdownTable({ table }: { table: Tokens.Table }) {
  const { count, more } = useParts(
    table.rows.map((row) => row.length + 1),
    { what: "rows" },
  );
  return (
    <>
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
            {table.rows.slice(0, count).map((row, index) => (
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
      {more}
    </>
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

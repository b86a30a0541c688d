import { componentsToText } from "../../components/to-text.ts";
import { visibleText } from "../../components/visible-text.ts";

/** Enough to answer by, and too little to hold up the page. */
const MAX_SHOWN = 10_000;

type AsTextProps = { content?: string; components?: unknown };

/** What a message holds, as text: stands in for a view that failed. */
export function AsText({ content = "", components }: AsTextProps) {
  const text = [content, plain(components)].filter((part) => part.trim() !== "").join("\n\n");
  return (
    <div class="unknown">
      <p class="unknown-title">This inbox failed to show this as it was meant. What it holds:</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        {visibleText(text.slice(0, MAX_SHOWN))}
        {text.length > MAX_SHOWN && "…"}
      </pre>
    </div>
  );
}

/** The fault may lie in the data itself: what stands in for a view must not fail by it too. */
function plain(components: unknown): string {
  try {
    return componentsToText(components);
  } catch {
    return "(its components cannot be read)";
  }
}

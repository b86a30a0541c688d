import type { ComponentChildren } from "preact";
import type { UnknownNode } from "../../components/read-components.ts";
import { componentsToText } from "../../components/to-text.ts";
import { visibleText } from "../../components/visible-text.ts";

/** A component of a type that this version does not know: its data as text, never hidden. */
export function UnknownView({ node, children }: { node: UnknownNode; children: ComponentChildren }) {
  const [, ...lines] = componentsToText([{ ...node, children: [] }]).split("\n");
  return (
    <div class="unknown">
      <p class="unknown-title">
        This inbox cannot show “{visibleText(node.type)}” as it was meant. What it holds:
      </p>
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre tabIndex={0}>{indented(lines.join("\n"))}</pre>
      )}
      {children}
    </div>
  );
}

function indented(json: string): string {
  try {
    return visibleText(JSON.stringify(JSON.parse(json), null, 2));
  } catch {
    return json;
  }
}

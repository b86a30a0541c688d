import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { UnknownNode } from "../../components/read-components.ts";
import { componentsToText } from "../../components/to-text.ts";
import { visibleText } from "../../components/visible-text.ts";
import { useLongText } from "../parts/use-parts.tsx";

/** Deep data grows a hundredfold when it is indented. */
const MAX_INDENTED = 20_000;

/** A component of a type that this version does not know: its data as text, never hidden. */
export function UnknownView({ node, children }: { node: UnknownNode; children: ComponentChildren }) {
  const text = useMemo(() => dataText(node), [node]);
  const { shown, more } = useLongText(text);
  return (
    <div class="unknown">
      <p class="unknown-title">
        This inbox cannot show “{visibleText(node.type)}” as it was meant. What it holds:
      </p>
      {shown !== "" && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre tabIndex={0}>{shown}</pre>
      )}
      {more}
      {children}
    </div>
  );
}

function dataText(node: UnknownNode): string {
  const [, ...lines] = componentsToText([{ ...node, children: [] }]).split("\n");
  const json = lines.join("\n");
  if (json.length > MAX_INDENTED) return json;
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

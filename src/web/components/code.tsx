import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { visibleText } from "../../components/visible-text.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import type { ViewProps } from "./view.tsx";

/** Colouring longer texts would hold up the page. */
const MAX_COLOURED = 100_000;

export function CodeView({ node }: ViewProps<"code">) {
  const { code, language, title } = node.data;
  const coloured = useSignal<ComponentChildren>(undefined);
  const shown = visibleText(code);
  useEffect(() => {
    coloured.value = undefined;
    if (!language || shown.length > MAX_COLOURED) return;
    import("./highlight.tsx").then(({ highlight }) => {
      coloured.value = highlight(shown, language);
    }, ignore);
  }, [shown, language]);
  return (
    <figure class="code">
      <figcaption class="code-head">
        <span class="code-title">{visibleText(title ?? language ?? "Code")}</span>
        <CopyButton text={code} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{coloured.value ?? shown}</code>
      </pre>
    </figure>
  );
}

/** Without colours the code is as readable: a chunk that did not load is no error. */
function ignore(): void {}

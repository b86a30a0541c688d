import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { visibleText } from "../../components/visible-text.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { useLongText } from "../parts/use-parts.tsx";
import { highlight } from "./highlight.tsx";
import type { ViewProps } from "./view.tsx";

/** What is coloured at most; the rest of a longer text is shown as it is. */
const MAX_COLOURED = 50_000;

export function CodeView({ node }: ViewProps<"code">) {
  const { code, language, title } = node.data;
  const { shown, more } = useLongText(code);
  const head = shown.slice(0, MAX_COLOURED);
  return (
    <figure class="code">
      <figcaption class="code-head">
        <span class="code-title">{visibleText(title ?? language ?? "Code")}</span>
        <CopyButton text={code} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        {language ? <Coloured code={head} language={language} /> : <code>{head}</code>}
        {shown.slice(MAX_COLOURED)}
      </pre>
      {more}
    </figure>
  );
}

/** Gets its colours when somebody looks at it. Without them code is as readable. */
function Coloured({ code, language }: { code: string; language: string }) {
  const element = useRef<HTMLElement>(null);
  const coloured = useSignal<ComponentChildren>(undefined);
  useEffect(() => {
    const gone = new AbortController();
    coloured.value = undefined;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      highlight({ code, language }, gone.signal).then((elements) => {
        if (!gone.signal.aborted) coloured.value = elements;
      }, ignore);
    });
    if (element.current) observer.observe(element.current);
    return () => {
      gone.abort();
      observer.disconnect();
    };
  }, [code, language]);
  return <code ref={element}>{coloured.value ?? code}</code>;
}

/** A script that did not load is no error here. */
function ignore(): void {}

import { visibleText } from "../../components/visible-text.ts";
import type { ViewProps } from "./view.tsx";

export function QuoteView({ node }: ViewProps<"quote">) {
  const { text, attribution } = node.data;
  return (
    <figure class="quote">
      <blockquote>{visibleText(text)}</blockquote>
      {attribution && <figcaption>{visibleText(attribution)}</figcaption>}
    </figure>
  );
}

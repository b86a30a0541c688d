import { visibleText } from "../../components/visible-text.ts";
import type { ViewProps } from "./view.tsx";

export function CardView({ node, children }: ViewProps<"card">) {
  return (
    <section class="card stack">
      {node.data.title && <p class="card-title">{visibleText(node.data.title)}</p>}
      {children}
    </section>
  );
}

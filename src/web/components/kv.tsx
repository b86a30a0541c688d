import { visibleText } from "../../components/visible-text.ts";
import type { ViewProps } from "./view.tsx";

export function KvView({ node }: ViewProps<"kv">) {
  return (
    <dl class="kv">
      {node.data.entries.map(({ key, value }, index) => (
        <div key={index} class="kv-row">
          <dt>{visibleText(key)}</dt>
          <dd>{value === null || value === "" ? "–" : visibleText(String(value))}</dd>
        </div>
      ))}
    </dl>
  );
}

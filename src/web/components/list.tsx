import { Markdown } from "../parts/markdown.tsx";
import type { ViewProps } from "./view.tsx";

export function ListView({ node }: ViewProps<"list">) {
  const { items, ordered } = node.data;
  const rows = items.map((item, index) => (
    <li key={index}>
      <Markdown text={item} inline />
    </li>
  ));
  return <div class="prose">{ordered ? <ol>{rows}</ol> : <ul>{rows}</ul>}</div>;
}

import { Markdown } from "../parts/markdown.tsx";
import { useParts } from "../parts/use-parts.tsx";
import type { ViewProps } from "./view.tsx";

/** A mark, a link with its host, words between them. */
const ELEMENTS_OF_ITEM = 5;

export function ListView({ node }: ViewProps<"list">) {
  const { items, ordered } = node.data;
  const { count, more } = useParts(
    items.map((item) => ELEMENTS_OF_ITEM + item.length / 10),
    { what: "items" },
  );
  const rows = items.slice(0, count).map((item, index) => (
    <li key={index}>
      <Markdown text={item} inline />
    </li>
  ));
  return (
    <>
      <div class="prose">{ordered ? <ol>{rows}</ol> : <ul>{rows}</ul>}</div>
      {more}
    </>
  );
}

import { visibleText } from "../../components/visible-text.ts";
import type { ViewProps } from "./view.tsx";

/** Headings of a message start below the page's own (h1 session, h2 message). */
const TAGS = { 1: "h3", 2: "h4", 3: "h5" } as const;

export function HeaderView({ node }: ViewProps<"header">) {
  const level = node.data.level ?? 2;
  const Tag = TAGS[level];
  return <Tag class={`heading heading-${level}`}>{visibleText(node.data.text)}</Tag>;
}

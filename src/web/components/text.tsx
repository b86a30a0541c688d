import { Markdown } from "../parts/markdown.tsx";
import type { ViewProps } from "./view.tsx";

export function TextView({ node }: ViewProps<"text">) {
  return <Markdown text={node.data.content} />;
}

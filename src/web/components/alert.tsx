import { visibleText } from "../../components/visible-text.ts";
import { Icon } from "../parts/icon.tsx";
import type { ViewProps } from "./view.tsx";

const LEVELS = {
  info: { icon: "info", word: "Note" },
  success: { icon: "check", word: "Success" },
  warning: { icon: "warning", word: "Warning" },
  error: { icon: "warning", word: "Error" },
} as const;

export function AlertView({ node }: ViewProps<"alert">) {
  const { level, title, text } = node.data;
  return (
    <div class={`alert alert-${level}`}>
      <Icon name={LEVELS[level].icon} />
      <div>
        <p class="alert-title">{title ? visibleText(title) : LEVELS[level].word}</p>
        <p class="lines">{visibleText(text)}</p>
      </div>
    </div>
  );
}

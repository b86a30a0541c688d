import { visibleText } from "../../components/visible-text.ts";
import { Icon } from "../parts/icon.tsx";
import type { ViewProps } from "./view.tsx";

const WORDS = { done: "done", active: "in progress", pending: "not started", failed: "failed" } as const;

export function StepsView({ node }: ViewProps<"steps">) {
  return (
    <ol class="steps plain">
      {node.data.steps.map(({ label, status, detail }, index) => (
        <li key={index} class={`step step-${status}`}>
          <span class="step-mark" aria-hidden="true">
            {status === "done" && <Icon name="check" small />}
            {status === "failed" && <Icon name="cross" small />}
          </span>
          <div>
            <p class="step-label">
              {visibleText(label)}
              <span class={status === "pending" || status === "done" ? "visually-hidden" : "step-status"}>
                {" "}
                {WORDS[status]}
              </span>
            </p>
            {detail && <p class="step-detail lines">{visibleText(detail)}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}

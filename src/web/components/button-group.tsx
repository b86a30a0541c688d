import { useContext } from "preact/hooks";
import { visibleText } from "../../components/visible-text.ts";
import { Icon } from "../parts/icon.tsx";
import { AnswerButtons } from "../session/answer-buttons.tsx";
import { AnsweringContext } from "../state/answering.ts";
import type { ViewProps } from "./view.tsx";

export function ButtonGroupView({ node }: ViewProps<"button_group">) {
  const { draft, answer, areButtonsInPlace } = useContext(AnsweringContext);
  const actions = node.data.buttons.map(({ action }) => action);
  if (draft) {
    if (!areButtonsInPlace) return null;
    return <AnswerButtons buttons={draft.asks.buttons.filter(({ action }) => actions.includes(action))} />;
  }
  return (
    <ul class="pressed plain" aria-label="Buttons">
      {node.data.buttons.map(({ action, label, variant }) => (
        <PressedButton
          key={action}
          label={label}
          isNo={variant === "danger"}
          isPressed={answer?.action === action}
        />
      ))}
    </ul>
  );
}

function PressedButton({ label, isNo, isPressed }: { label: string; isNo: boolean; isPressed: boolean }) {
  if (!isPressed) return <li class="pressed-button">{visibleText(label)}</li>;
  return (
    <li class={isNo ? "pressed-button is-pressed is-no" : "pressed-button is-pressed"}>
      <Icon name={isNo ? "cross" : "check"} small />
      {visibleText(label)}
      <span class="visually-hidden"> (pressed)</span>
    </li>
  );
}

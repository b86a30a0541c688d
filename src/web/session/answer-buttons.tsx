import { useContext } from "preact/hooks";
import type { AskedButton } from "../../components/asks.ts";
import { visibleText } from "../../components/visible-text.ts";
import { AnsweringContext } from "../state/answering.ts";

const LOOKS = { primary: "button-primary", secondary: "", danger: "button-danger" } as const;

/** The sender's buttons, as one row; each tells the number key that presses it. */
export function AnswerButtons({ buttons }: { buttons: readonly AskedButton[] }) {
  const { draft, press } = useContext(AnsweringContext);
  const isBusy = draft?.sending.value !== undefined;
  return (
    <div class={buttons.some(({ label }) => label.length > 24) ? "answer-buttons is-long" : "answer-buttons"}>
      {buttons.map((button) => (
        <button
          key={button.action}
          type="button"
          class={`button answer-button ${LOOKS[button.variant]}`}
          aria-disabled={isBusy}
          data-action={button.action}
          onClick={() => press(button)}
        >
          <span>{draft?.sending.value === button.action ? "Sending…" : visibleText(button.label)}</span>
          <KeyHint index={draft?.asks.buttons.indexOf(button) ?? -1} />
        </button>
      ))}
    </div>
  );
}

function KeyHint({ index }: { index: number }) {
  return index < 0 || index > 8 ? null : (
    <span class="key-hint" aria-hidden="true">
      {index + 1}
    </span>
  );
}

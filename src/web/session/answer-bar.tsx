import type { ComponentChildren, RefObject } from "preact";
import { useContext, useId, useLayoutEffect, useRef } from "preact/hooks";
import { CONFIRM_NAME } from "../../components/answer.ts";
import { visibleText } from "../../components/visible-text.ts";
import { FieldProblem } from "../components/field.tsx";
import { ErrorText } from "../parts/error-text.tsx";
import type { AnswerDraft } from "../state/answer-draft.ts";
import { AnsweringContext } from "../state/answering.ts";
import { AnswerButtons } from "./answer-buttons.tsx";

/** The end of an open question, always in reach of a thumb: its buttons, and what they need besides. */
export function AnswerBar({ draft }: { draft: AnswerDraft }) {
  const { areButtonsInPlace } = useContext(AnsweringContext);
  if (draft.isFreeText) return <FreeAnswer draft={draft} />;
  const takesComment = draft.asks.buttons.some(({ comment }) => comment !== "none");
  const shown = draft.asks.buttons.filter(({ path }) => !areButtonsInPlace || path === "");
  return (
    <div class="answer-bar">
      <ErrorText error={draft.error.value} />
      {draft.isCommentOpen.value && <Comment draft={draft} />}
      {draft.armed.value?.confirm !== undefined && (
        <ConfirmWord draft={draft} word={draft.armed.value.confirm} />
      )}
      <div class="answer-row">
        {shown.length > 0 && <AnswerButtons buttons={shown} />}
        {takesComment && !draft.isCommentOpen.value && (
          <button type="button" class="button-text" onClick={() => openComment(draft)}>
            Add a comment
          </button>
        )}
      </div>
    </div>
  );
}

function openComment(draft: AnswerDraft): void {
  draft.isCommentOpen.value = true;
}

function Comment({ draft }: { draft: AnswerDraft }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const problem = draft.issueAt("text");
  const armed = draft.armed.value;
  // Before the next key: what is typed into nothing is taken for shortcuts.
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), [problem, armed]);
  return (
    <TextField draft={draft} rows={2} field={field}>
      {armed?.comment === "required" ? `Your comment for “${visibleText(armed.label)}”` : "Comment"}
      {armed?.comment === "required" ? null : <span class="field-optional"> optional</span>}
    </TextField>
  );
}

function ConfirmWord({ draft, word }: { draft: AnswerDraft; word: string }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const problem = draft.issueAt(`values.${CONFIRM_NAME}`);
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), [problem]);
  return (
    <div class="field">
      <label class="field-label" for={id}>
        Type <strong class="confirm-word">{visibleText(word)}</strong> to confirm
      </label>
      <input
        ref={field}
        id={id}
        class="input"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={draft.confirm.value}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onInput={(event) => draft.confirmWith(event.currentTarget.value)}
      />
      <FieldProblem id={`${id}-problem`} problem={problem} />
    </div>
  );
}

function FreeAnswer({ draft }: { draft: AnswerDraft }) {
  const { press } = useContext(AnsweringContext);
  const isSending = draft.sending.value !== undefined;
  return (
    <div class="answer-bar">
      <ErrorText error={draft.error.value} />
      <TextField draft={draft} rows={3}>
        Your answer
      </TextField>
      <div class="answer-buttons">
        <button
          type="button"
          class="button button-primary answer-button"
          aria-disabled={isSending}
          onClick={() => press(undefined)}
        >
          {isSending ? "Sending…" : "Send answer"}
        </button>
      </div>
    </div>
  );
}

type TextFieldProps = {
  draft: AnswerDraft;
  rows: number;
  field?: RefObject<HTMLTextAreaElement | null>;
  /** Its label. */
  children: ComponentChildren;
};

/** The text of an answer, whatever it is called. */
function TextField({ draft, rows, field, children }: TextFieldProps) {
  const id = useId();
  const problem = draft.issueAt("text");
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {children}
      </label>
      <textarea
        {...(field ? { ref: field } : {})}
        id={id}
        class="input"
        rows={rows}
        value={draft.text.value}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onInput={(event) => draft.write(event.currentTarget.value)}
      />
      <FieldProblem id={`${id}-problem`} problem={problem} />
    </div>
  );
}

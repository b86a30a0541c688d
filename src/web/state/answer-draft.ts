import { type Signal, signal } from "@preact/signals";
import type { ReadMessage } from "../../client/read-item.ts";
import { type Answer, CONFIRM_NAME, checkAnswer, isNegative } from "../../components/answer.ts";
import type { AskedButton, Asks, Values } from "../../components/asks.ts";
import type { FormField } from "../../components/form-field.ts";
import { SLIDER_RANGE } from "../../components/form-field.ts";
import { isBlank } from "../../components/form-value.ts";
import { questionAsks } from "../../components/question.ts";
import { readComponents } from "../../components/read-components.ts";
import { walk } from "../../components/walk.ts";
import type { HiloopError, InputIssue } from "../../protocol/error.ts";

/** What a person has filled in so far for one open question. It lives in memory only, and survives leaving the page's view. */
export class AnswerDraft {
  readonly question: ReadMessage;
  /** Whether the person has written or chosen anything. */
  isTouched = false;
  readonly asks: Asks;
  readonly values: Signal<Values>;
  readonly text = signal("");
  readonly confirm = signal("");
  readonly isCommentOpen = signal(false);
  /** The button that waits for a comment or a typed word. */
  readonly armed = signal<AskedButton | undefined>(undefined);
  /** The action that is on its way. */
  readonly sending = signal<string | undefined>(undefined);
  readonly issues = signal<InputIssue[]>([]);
  readonly error = signal<HiloopError | undefined>(undefined);

  constructor(question: ReadMessage) {
    this.question = question;
    this.asks = questionAsks(question.components);
    this.values = signal(startValues(question.components));
  }

  get isFreeText(): boolean {
    return this.asks.buttons.length === 0;
  }

  set(name: string, value: unknown): void {
    this.values.value = { ...this.values.value, [name]: value };
    this.#forget(`values.${name}`);
  }

  write(text: string): void {
    this.text.value = text;
    this.#forget("text");
  }

  confirmWith(word: string): void {
    this.confirm.value = word;
    this.#forget(`values.${CONFIRM_NAME}`);
  }

  issueAt(path: string): string | undefined {
    return this.issues.value.find((issue) => issue.path === path)?.message;
  }

  /** The answer that this button sends. A "no" carries only the values that fit: nobody mends a form to decline. */
  answerOf(button: AskedButton | undefined): Answer {
    const text = this.text.value.trim();
    const written = text === "" ? {} : { text };
    if (!button) return written;
    const values = this.#given(isNegative(this.question.components, button.action));
    if (button.confirm !== undefined) values[CONFIRM_NAME] = this.confirm.value.trim();
    return { action: button.action, ...(Object.keys(values).length > 0 ? { values } : {}), ...written };
  }

  /** Opens what a button needs besides being pressed; true when it was not open before. */
  asksMoreFor(button: AskedButton | undefined): boolean {
    const wasArmed = this.armed.value === button;
    const needsComment =
      button?.comment === "required" && this.text.value.trim() === "" && !this.isCommentOpen.value;
    const needsWord = button?.confirm !== undefined && !wasArmed;
    this.armed.value = button;
    if (!needsComment && !needsWord) return false;
    this.isCommentOpen.value ||= needsComment;
    this.issues.value = [];
    return true;
  }

  /** Checks what this button would send; keeps and gives what is wrong. */
  check(button: AskedButton | undefined): InputIssue[] {
    this.issues.value = checkAnswer(this.question.components, this.answerOf(button));
    return this.issues.value;
  }

  #given(onlyFitting: boolean): Values {
    const values = this.values.value;
    const given: Values = {};
    for (const asked of this.asks.values) {
      const value = values[asked.name];
      const isMeant = asked.isShown(values) && !isBlank(value);
      if (isMeant && !(onlyFitting && asked.problem(value))) given[asked.name] = value;
    }
    return given;
  }

  #forget(path: string): void {
    this.isTouched = true;
    this.error.value = undefined;
    if (this.issues.value.length > 0)
      this.issues.value = this.issues.value.filter((issue) => issue.path !== path);
  }
}

function startValues(components: unknown): Values {
  const values: Values = {};
  for (const node of walk(readComponents(components))) {
    if (!node.known || node.type !== "form") continue;
    for (const field of node.data.fields) {
      const start = startValue(field);
      if (start !== undefined) values[field.name] = start;
    }
  }
  return values;
}

function startValue(field: FormField): unknown {
  if (field.default !== undefined) return field.default;
  if (field.kind === "checkbox") return false;
  if (field.kind !== "slider") return undefined;
  return typeof field.min === "number" ? field.min : SLIDER_RANGE.min;
}

import type { TargetedInputEvent } from "preact";
import type { FormField } from "../../components/form-field.ts";
import { SLIDER_RANGE } from "../../components/form-field.ts";
import { optionLabel, optionValue } from "../../components/option.ts";
import { visibleText } from "../../components/visible-text.ts";
import type { AnswerDraft } from "../state/answer-draft.ts";
import { Choices } from "./choices.tsx";
import { type ControlAttributes, Field, FieldGroup, FieldProblem } from "./field.tsx";
import { FileInput } from "./file-input.tsx";

type FormFieldProps = { field: FormField; draft: AnswerDraft };
type ControlProps = FormFieldProps & { control: ControlAttributes };

/** One field of a form, by its kind. */
export function FormFieldView({ field, draft }: FormFieldProps) {
  const label = visibleText(field.label);
  const frame = { name: field.name, label, required: field.required === true };
  if (field.kind === "checkbox") return <Checkbox field={field} draft={draft} />;
  if (field.kind === "multiselect") {
    const value = draft.values.value[field.name];
    const chosen = Array.isArray(value) ? value.map(String) : [];
    return (
      <FieldGroup {...frame} hint={rangeHint(field, "choice")}>
        <Choices
          options={field.options ?? []}
          multiple
          chosen={chosen}
          onChange={(next) => draft.set(field.name, next)}
        />
      </FieldGroup>
    );
  }
  return (
    <Field {...frame} hint={hintOf(field)}>
      {(control) => <Control field={field} draft={draft} control={control} />}
    </Field>
  );
}

function Control(props: ControlProps) {
  const { field, draft, control } = props;
  switch (field.kind) {
    case "textarea":
      return (
        <textarea
          {...control}
          class="input"
          rows={4}
          placeholder={placeholder(field)}
          value={text(draft, field)}
          onInput={(event) => draft.set(field.name, event.currentTarget.value)}
        />
      );
    case "select":
      return <Select {...props} />;
    case "number":
      return <NumberInput {...props} />;
    case "slider":
      return <Slider {...props} />;
    case "file":
      return <FileInput name={field.name} draft={draft} control={control} />;
    default:
      return <LineInput {...props} />;
  }
}

function LineInput({ field, draft, control }: ControlProps) {
  const attributes = {
    ...control,
    class: "input",
    placeholder: placeholder(field),
    min: typeof field.min === "string" ? field.min : undefined,
    max: typeof field.max === "string" ? field.max : undefined,
    autocomplete: "off" as const,
    value: text(draft, field),
    onInput: (event: TargetedInputEvent<HTMLInputElement>) =>
      draft.set(field.name, event.currentTarget.value),
  };
  switch (field.kind) {
    case "date":
      return <input {...attributes} type="date" />;
    case "time":
      return <input {...attributes} type="time" />;
    case "email":
      return <input {...attributes} type="email" />;
    case "url":
      return <input {...attributes} type="url" />;
    default:
      return <input {...attributes} type="text" />;
  }
}

function NumberInput({ field, draft, control }: ControlProps) {
  return (
    <input
      {...control}
      class="input"
      type="number"
      inputMode="decimal"
      step="any"
      placeholder={placeholder(field)}
      value={text(draft, field)}
      onInput={({ currentTarget }) => {
        const { value, valueAsNumber, validity } = currentTarget;
        // What is no number at all reads as empty: without this it would count as left out.
        const unreadable = validity.badInput ? "?" : undefined;
        draft.set(field.name, value === "" ? unreadable : valueAsNumber);
      }}
    />
  );
}

function Select({ field, draft, control }: ControlProps) {
  return (
    <select
      {...control}
      class="input"
      value={text(draft, field)}
      onChange={(event) => draft.set(field.name, event.currentTarget.value || undefined)}
    >
      <option value="">Choose…</option>
      {(field.options ?? []).map((option) => (
        <option key={optionValue(option)} value={optionValue(option)}>
          {visibleText(optionLabel(option))}
        </option>
      ))}
    </select>
  );
}

function Slider({ field, draft, control }: ControlProps) {
  const value = text(draft, field);
  return (
    <div class="slider">
      <input
        {...control}
        type="range"
        min={field.min ?? SLIDER_RANGE.min}
        max={field.max ?? SLIDER_RANGE.max}
        value={value}
        onInput={(event) => draft.set(field.name, event.currentTarget.valueAsNumber)}
      />
      <output for={control.id}>{value}</output>
    </div>
  );
}

function Checkbox({ field, draft }: FormFieldProps) {
  const problem = draft.issueAt(`values.${field.name}`);
  const id = `problem-${draft.question.id}-${field.name}`;
  return (
    <div class="field">
      <label class="choice">
        <input
          type="checkbox"
          checked={draft.values.value[field.name] === true}
          aria-invalid={problem !== undefined}
          aria-describedby={problem ? id : undefined}
          onChange={(event) => draft.set(field.name, event.currentTarget.checked)}
        />
        <span>{visibleText(field.label)}</span>
      </label>
      <FieldProblem id={id} problem={problem} />
    </div>
  );
}

function text(draft: AnswerDraft, { name }: FormField): string {
  const value = draft.values.value[name];
  return value === undefined ? "" : String(value);
}

function placeholder(field: FormField): string | undefined {
  return field.placeholder === undefined ? undefined : visibleText(field.placeholder);
}

function hintOf(field: FormField): string | undefined {
  if (field.pattern !== undefined) return `Must match ${visibleText(field.pattern)}`;
  if (field.kind === "slider") return undefined;
  return rangeHint(field, field.kind === "text" || field.kind === "textarea" ? "character" : "");
}

function rangeHint({ min, max }: FormField, unit: "choice" | "character" | ""): string | undefined {
  const counted = (amount: string | number) =>
    `${amount}${unit && ` ${unit}`}${unit && amount !== 1 ? "s" : ""}`;
  if (min !== undefined && max !== undefined) return `${min} to ${counted(max)}`;
  if (min !== undefined) return `At least ${counted(min)}`;
  return max === undefined ? undefined : `At most ${counted(max)}`;
}

import type { ComponentChildren } from "preact";
import { useContext, useId } from "preact/hooks";
import { AnsweringContext } from "../state/answering.ts";

/** What ties a control to its label and its problem. */
export type ControlAttributes = {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
  "aria-required": boolean;
};

type FieldProps = {
  name: string;
  label: string;
  required?: boolean;
  hint?: string | undefined;
  children(control: ControlAttributes): ComponentChildren;
};

/** A labelled control with its hint and, after a try, its problem. */
export function Field({ name, label, required = false, hint, children }: FieldProps) {
  const { draft } = useContext(AnsweringContext);
  const id = useId();
  const problem = draft?.issueAt(`values.${name}`);
  const notes = [...(hint ? [`${id}-hint`] : []), ...(problem ? [`${id}-problem`] : [])].join(" ");
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
        <Need required={required} />
      </label>
      {children({
        id,
        "aria-invalid": problem !== undefined,
        "aria-describedby": notes || undefined,
        "aria-required": required,
      })}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <FieldProblem id={`${id}-problem`} problem={problem} />
    </div>
  );
}

/** The same around several controls that answer one thing. */
export function FieldGroup({
  name,
  label,
  required = false,
  hint,
  children,
}: Omit<FieldProps, "children"> & { children: ComponentChildren }) {
  const { draft } = useContext(AnsweringContext);
  const id = useId();
  const problem = draft?.issueAt(`values.${name}`);
  return (
    <fieldset
      class="field"
      aria-describedby={problem ? `${id}-problem` : undefined}
      data-invalid={problem !== undefined}
    >
      <legend class="field-label">
        {label}
        <Need required={required} />
      </legend>
      {hint && <p class="field-hint">{hint}</p>}
      {children}
      <FieldProblem id={`${id}-problem`} problem={problem} />
    </fieldset>
  );
}

function Need({ required }: { required: boolean }) {
  return required ? null : <span class="field-optional"> optional</span>;
}

export function FieldProblem({ id, problem }: { id: string; problem: string | undefined }) {
  return (
    <p class="field-problem" id={id} hidden={problem === undefined}>
      {problem && problem.charAt(0).toUpperCase() + problem.slice(1)}
    </p>
  );
}

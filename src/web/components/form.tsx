import { useContext } from "preact/hooks";
import { isFieldShown } from "../../components/form-field.ts";
import { AnsweringContext } from "../state/answering.ts";
import { FormFieldView } from "./form-field.tsx";
import { GivenValues } from "./given-values.tsx";
import type { ViewProps } from "./view.tsx";

export function FormView({ node }: ViewProps<"form">) {
  const { draft, answer } = useContext(AnsweringContext);
  const { fields } = node.data;
  if (!draft) return <GivenValues asked={fields} answer={answer} />;
  const shown = fields.filter((field) => isFieldShown(field, fields, draft.values.value));
  return (
    <div class="fields">
      {shown.map((field) => (
        <FormFieldView key={field.name} field={field} draft={draft} />
      ))}
    </div>
  );
}

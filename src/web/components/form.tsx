import { useContext } from "preact/hooks";
import { type FormField, isFieldShown } from "../../components/form-field.ts";
import { useParts } from "../parts/use-parts.tsx";
import type { AnswerDraft } from "../state/answer-draft.ts";
import { AnsweringContext } from "../state/answering.ts";
import { FormFieldView } from "./form-field.tsx";
import { GivenValues } from "./given-values.tsx";
import type { ViewProps } from "./view.tsx";

const ELEMENTS_OF_FIELD = 8;

export function FormView({ node }: ViewProps<"form">) {
  const { draft, answer } = useContext(AnsweringContext);
  const { fields } = node.data;
  if (!draft) return <GivenValues asked={fields} answer={answer} />;
  return <OpenForm fields={fields} draft={draft} />;
}

function OpenForm({ fields, draft }: { fields: readonly FormField[]; draft: AnswerDraft }) {
  const asked = fields.filter((field) => isFieldShown(field, fields, draft.values.value));
  const { isShown, more } = useParts(
    asked.map(({ options = [] }) => ELEMENTS_OF_FIELD + 3 * options.length),
    {
      what: "fields",
      needed: asked.findIndex(({ name }) => draft.issueAt(`values.${name}`) !== undefined),
    },
  );
  return (
    <div class="fields">
      {asked
        .filter((_, index) => isShown(index))
        .map((field) => (
          <FormFieldView key={field.name} field={field} draft={draft} />
        ))}
      {more}
    </div>
  );
}

import { useContext } from "preact/hooks";
import { optionValue } from "../../components/option.ts";
import { visibleText } from "../../components/visible-text.ts";
import { useParts } from "../parts/use-parts.tsx";
import type { AnswerDraft } from "../state/answer-draft.ts";
import { AnsweringContext } from "../state/answering.ts";
import { Choices } from "./choices.tsx";
import { Field, FieldGroup } from "./field.tsx";
import { GivenValues } from "./given-values.tsx";
import type { ViewProps } from "./view.tsx";

const ELEMENTS_OF_QUESTION = 8;

type Question = ViewProps<"qa">["node"]["data"]["questions"][number];
type QuestionProps = { question: Question; draft: AnswerDraft };

export function QaView({ node }: ViewProps<"qa">) {
  const { draft, answer } = useContext(AnsweringContext);
  const { questions } = node.data;
  if (!draft) {
    const asked = questions.map(({ id, question, options }) => ({ name: id, label: question, options }));
    return <GivenValues asked={asked} answer={answer} />;
  }
  return <OpenQuestions questions={questions} draft={draft} />;
}

function OpenQuestions({ questions, draft }: { questions: readonly Question[]; draft: AnswerDraft }) {
  const { isShown, more } = useParts(
    questions.map(({ options = [] }) => ELEMENTS_OF_QUESTION + 3 * options.length),
    {
      what: "questions",
      needed: questions.findIndex(({ id }) => draft.issueAt(`values.${id}`) !== undefined),
    },
  );
  return (
    <div class="fields">
      {questions
        .filter((_, index) => isShown(index))
        .map((question) =>
          question.options ? (
            <ChoiceQuestion key={question.id} question={question} draft={draft} />
          ) : (
            <WrittenQuestion key={question.id} question={question} draft={draft} />
          ),
        )}
      {more}
    </div>
  );
}

function WrittenQuestion({ question: { id, question }, draft }: QuestionProps) {
  return (
    <Field name={id} label={visibleText(question)} required>
      {(control) => (
        <textarea
          {...control}
          class="input"
          rows={2}
          value={String(draft.values.value[id] ?? "")}
          onInput={(event) => draft.set(id, event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

function ChoiceQuestion({ question, draft }: QuestionProps) {
  const { id, options = [], multiple = false, allow_other = false } = question;
  const values = options.map(optionValue);
  const given = [draft.values.value[id] ?? []].flat().map(String);
  const chosen = given.filter((value) => values.includes(value));
  const other = given.find((value) => !values.includes(value)) ?? "";
  function set(next: string[], written: string): void {
    const all = written === "" ? next : [...next, written];
    draft.set(id, multiple ? all : all.at(-1));
  }
  return (
    <FieldGroup name={id} label={visibleText(question.question)} required>
      <Choices
        options={options}
        multiple={multiple}
        chosen={chosen}
        onChange={(next) => set(next, multiple ? other : "")}
      />
      {allow_other && (
        <input
          class="input"
          type="text"
          placeholder="Another answer"
          aria-label={`Another answer: ${visibleText(question.question)}`}
          value={other}
          onInput={(event) => set(multiple ? chosen : [], event.currentTarget.value)}
        />
      )}
    </FieldGroup>
  );
}

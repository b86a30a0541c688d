import * as v from "valibot";
import type { InputIssue } from "../protocol/error.ts";
import type { AskedValue } from "./asks.ts";
import { defineComponent } from "./component.ts";
import { line, listOf, valueName } from "./field-schemas.ts";
import { listed } from "./input-issues.ts";
import { OptionSchema, optionProblems, optionsText, optionValue } from "./option.ts";

const MAX_WRITTEN = 20_000;

const QuestionSchema = v.strictObject({
  id: v.pipe(valueName(), v.description("the answer's name in values")),
  question: line(2_000),
  options: v.optional(v.pipe(listOf(OptionSchema, 100), v.description("free text when left out"))),
  multiple: v.optional(v.pipe(v.boolean(), v.description("several options; the value is a list of strings"))),
  allow_other: v.optional(v.pipe(v.boolean(), v.description("an answer of one's own beside the options"))),
});

type Question = v.InferOutput<typeof QuestionSchema>;

function problemOfOne({ options, allow_other }: Question, value: unknown): string | undefined {
  if (typeof value !== "string" || value.trim() === "") return "expected an answer as text";
  if (value.length > MAX_WRITTEN) return `expected at most ${MAX_WRITTEN} characters`;
  const values = options?.map(optionValue);
  if (!values || allow_other || values.includes(value)) return undefined;
  return `expected ${listed(values)}`;
}

function problemOf(question: Question, value: unknown): string | undefined {
  if (!question.multiple) return problemOfOne(question, value);
  if (!Array.isArray(value) || value.length === 0) return "expected a list with at least one answer";
  if (value.length > (question.options?.length ?? 0) + 1) return "expected fewer answers";
  if (new Set(value).size < value.length) return "expected each answer once";
  return value.map((one) => problemOfOne(question, one)).find((problem) => problem !== undefined);
}

function asked(question: Question, index: number): AskedValue {
  return {
    name: question.id,
    required: true,
    path: `questions[${index}].id`,
    isShown: () => true,
    problem: (value) => problemOf(question, value),
  };
}

function questionProblems({ options, multiple, allow_other }: Question, index: number): InputIssue[] {
  const path = `questions[${index}]`;
  if (options) return optionProblems(options, `${path}.options`);
  return [
    ...(multiple ? [{ path: `${path}.multiple`, message: "needs options to choose from" }] : []),
    ...(allow_other ? [{ path: `${path}.allow_other`, message: "needs options to choose from" }] : []),
  ];
}

function questionText({ id, question, options, multiple, allow_other }: Question): string {
  const choice = options ? `${multiple ? "any of" : "one of"}: ${optionsText(options)}` : "free text";
  return `- ${id}: ${question} (${choice}${allow_other ? ", or another answer" : ""})`;
}

export const qa = defineComponent({
  type: "qa",
  group: "interactive",
  description: "Questions, each answered by choosing or writing; all of them are needed.",
  schema: v.strictObject({ questions: listOf(QuestionSchema, 50) }),
  children: false,
  example: {
    questions: [
      { id: "region", question: "Where first?", options: ["eu", "us"], allow_other: true },
      { id: "why", question: "What should the changelog say?" },
    ],
  },
  problems: ({ questions }) => questions.flatMap(questionProblems),
  toText: ({ questions }) => `Questions:\n${questions.map(questionText).join("\n")}`,
  asks: ({ questions }) => ({ values: questions.map(asked) }),
});

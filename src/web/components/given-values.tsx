import type { Answer } from "../../components/answer.ts";
import { type Option, optionLabel, optionValue } from "../../components/option.ts";
import { visibleText } from "../../components/visible-text.ts";

type Asked = { name: string; label: string; options?: readonly Option[] | undefined };

/** What was asked for, and what was filled in once the question was answered. */
export function GivenValues({ asked, answer }: { asked: readonly Asked[]; answer: Answer | undefined }) {
  return (
    <dl class="kv">
      {asked.map(({ name, label, options }) => (
        <div key={name} class="kv-row">
          <dt>{visibleText(label)}</dt>
          <dd>{given(answer, name, options) ?? <span class="quiet">not given</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

function given(
  answer: Answer | undefined,
  name: string,
  options: readonly Option[] = [],
): string | undefined {
  const values = answer?.values ?? {};
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined || value === null) return undefined;
  const words = [value].flat().map((one) => {
    const option = options.find((candidate) => optionValue(candidate) === one);
    return option === undefined ? plain(one) : optionLabel(option);
  });
  return visibleText(words.join(", "));
}

function plain(value: unknown): string {
  if (value === true) return "Yes";
  if (value === false) return "No";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

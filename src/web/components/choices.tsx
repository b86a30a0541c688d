import { useId } from "preact/hooks";
import { type Option, optionLabel, optionValue } from "../../components/option.ts";
import { visibleText } from "../../components/visible-text.ts";

type ChoicesProps = {
  options: readonly Option[];
  multiple: boolean;
  chosen: readonly string[];
  onChange(chosen: string[]): void;
};

/** Options as radio buttons, or as boxes when several may be chosen. */
export function Choices({ options, multiple, chosen, onChange }: ChoicesProps) {
  const group = useId();
  function toggle(value: string, isOn: boolean): void {
    const others = chosen.filter((one) => one !== value);
    if (multiple) onChange(isOn ? [...others, value] : others);
    else onChange([value]);
  }
  return (
    <div class={options.length > 12 ? "choices choices-many" : "choices"}>
      {options.map((option) => {
        const value = optionValue(option);
        return (
          <label key={value} class="choice">
            <input
              type={multiple ? "checkbox" : "radio"}
              name={group}
              checked={chosen.includes(value)}
              onChange={(event) => toggle(value, event.currentTarget.checked)}
            />
            <span>{visibleText(optionLabel(option))}</span>
          </label>
        );
      })}
    </div>
  );
}

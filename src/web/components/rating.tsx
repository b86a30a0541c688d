import { useContext, useId } from "preact/hooks";
import { visibleText } from "../../components/visible-text.ts";
import { Icon } from "../parts/icon.tsx";
import { AnsweringContext } from "../state/answering.ts";
import { FieldGroup } from "./field.tsx";
import { GivenValues } from "./given-values.tsx";
import type { ViewProps } from "./view.tsx";

const DEFAULT_MAX = 5;
const NAME = "rating";

export function RatingView({ node }: ViewProps<"rating">) {
  const { draft, answer } = useContext(AnsweringContext);
  const group = useId();
  const label = visibleText(node.data.label ?? "Rating");
  const max = node.data.max ?? DEFAULT_MAX;
  if (!draft)
    return <GivenValues asked={[{ name: NAME, label: `${label} (1 to ${max})` }]} answer={answer} />;
  const value = Number(draft.values.value[NAME] ?? 0);
  return (
    <FieldGroup name={NAME} label={label} required>
      <div class="stars">
        {Array.from({ length: max }, (_, index) => index + 1).map((star) => (
          <label key={star} class={star <= value ? "star is-lit" : "star"}>
            <input
              class="visually-hidden"
              type="radio"
              name={group}
              checked={star === value}
              aria-label={`${star} of ${max}`}
              onChange={() => draft.set(NAME, star)}
            />
            <Icon name="star" />
          </label>
        ))}
        <span class="quiet small" aria-hidden="true">
          {value > 0 ? `${value} of ${max}` : ""}
        </span>
      </div>
    </FieldGroup>
  );
}

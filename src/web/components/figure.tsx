import { visibleText } from "../../components/visible-text.ts";

type FigureProps = {
  label: string;
  value: string | number;
  change?: string | number | undefined;
  trend?: "up" | "down" | "flat" | undefined;
};

const ARROWS = { up: "↑", down: "↓", flat: "→" } as const;
const WORDS = { up: "rising", down: "falling", flat: "steady" } as const;

/** One figure with its label. Colours say nothing here: whether rising is good only the sender knows. */
export function Figure({ label, value, change, trend }: FigureProps) {
  return (
    <div class="figure">
      <p class="figure-label">{visibleText(label)}</p>
      <p class="figure-value">{visibleText(String(value))}</p>
      {(change !== undefined || trend) && (
        <p class="figure-change">
          {trend && (
            <>
              <span aria-hidden="true">{ARROWS[trend]} </span>
              <span class="visually-hidden">{WORDS[trend]} </span>
            </>
          )}
          {change !== undefined && visibleText(String(change))}
        </p>
      )}
    </div>
  );
}

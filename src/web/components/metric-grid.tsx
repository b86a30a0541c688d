import { Figure } from "./figure.tsx";
import type { ViewProps } from "./view.tsx";

export function MetricGridView({ node }: ViewProps<"metric_grid">) {
  return (
    <div class="metric-grid">
      {node.data.metrics.map((metric, index) => (
        <Figure key={index} {...metric} />
      ))}
    </div>
  );
}

import { Figure } from "./figure.tsx";
import type { ViewProps } from "./view.tsx";

export function StatView({ node }: ViewProps<"stat">) {
  return (
    <div class="stat">
      <Figure {...node.data} />
    </div>
  );
}

import type { ViewProps } from "./view.tsx";

export function PageView({ children }: ViewProps<"page">) {
  return <div class="stack">{children}</div>;
}

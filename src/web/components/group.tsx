import type { ViewProps } from "./view.tsx";

export function GroupView({ children }: ViewProps<"group">) {
  return <div class="stack stack-tight">{children}</div>;
}

import type { ComponentChildren } from "preact";
import { useErrorBoundary } from "preact/hooks";

type BoundaryProps = { fallback: ComponentChildren; children: ComponentChildren };

/** Keeps a fault of one view to itself: the fallback stands in for what is inside, the rest of the page goes on. */
export function Boundary({ fallback, children }: BoundaryProps) {
  const [error] = useErrorBoundary((thrown) => reportError(thrown));
  return <>{error === undefined ? children : fallback}</>;
}

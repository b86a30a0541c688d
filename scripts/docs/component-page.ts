import { componentReference } from "../../src/components/describe.ts";

export function componentPage(): string {
  return componentReference();
}

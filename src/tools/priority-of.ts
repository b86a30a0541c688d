import { PRIORITIES, type Priority } from "../protocol/item.ts";

/** The protocol's word for a priority written in any case; normal when left out. */
export function priorityOf(written: string | undefined): Priority {
  return PRIORITIES.find((priority) => priority.toLowerCase() === written) ?? "Normal";
}

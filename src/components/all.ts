import { alert } from "./alert.ts";
import { buttonGroup } from "./button-group.ts";
import { card } from "./card.ts";
import { code } from "./code.ts";
import { divider } from "./divider.ts";
import { file } from "./file.ts";
import { form } from "./form.ts";
import { group } from "./group.ts";
import { header } from "./header.ts";
import { image } from "./image.ts";
import { kv } from "./kv.ts";
import { list } from "./list.ts";
import { metricGrid } from "./metric-grid.ts";
import { page } from "./page.ts";
import { qa } from "./qa.ts";
import { quote } from "./quote.ts";
import { rating } from "./rating.ts";
import { stat } from "./stat.ts";
import { steps } from "./steps.ts";
import { table } from "./table.ts";
import { text } from "./text.ts";

/** Every component type there is, in the order of the documentation. */
export const COMPONENTS = [
  page,
  group,
  card,
  text,
  header,
  divider,
  code,
  list,
  quote,
  table,
  alert,
  kv,
  stat,
  metricGrid,
  steps,
  image,
  file,
  buttonGroup,
  form,
  qa,
  rating,
] as const;

/** One of the definitions in `COMPONENTS`. */
export type Component = (typeof COMPONENTS)[number];

/** The name of a component type: `text`, `button_group` … */
export type ComponentType = Component["type"];

const BY_TYPE = new Map<string, Component>(COMPONENTS.map((component) => [component.type, component]));

/** The definition of a type, or undefined if there is no such type. */
export function findComponent(type: string): Component | undefined {
  return BY_TYPE.get(type);
}

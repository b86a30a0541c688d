import type { ComponentType } from "../../components/all.ts";
import { AlertView } from "./alert.tsx";
import { ButtonGroupView } from "./button-group.tsx";
import { CardView } from "./card.tsx";
import { CodeView } from "./code.tsx";
import { DividerView } from "./divider.tsx";
import { FileView } from "./file.tsx";
import { FormView } from "./form.tsx";
import { GroupView } from "./group.tsx";
import { HeaderView } from "./header.tsx";
import { ImageView } from "./image.tsx";
import { KvView } from "./kv.tsx";
import { ListView } from "./list.tsx";
import { MetricGridView } from "./metric-grid.tsx";
import { PageView } from "./page.tsx";
import { QaView } from "./qa.tsx";
import { QuoteView } from "./quote.tsx";
import { RatingView } from "./rating.tsx";
import { StatView } from "./stat.tsx";
import { StepsView } from "./steps.tsx";
import { TableView } from "./table.tsx";
import { TextView } from "./text.tsx";
import { type NodeView, view } from "./view.tsx";

/** The view of every component type. */
export const VIEWS: Record<ComponentType, NodeView> = {
  page: view("page", PageView),
  group: view("group", GroupView),
  card: view("card", CardView),
  text: view("text", TextView),
  header: view("header", HeaderView),
  divider: view("divider", DividerView),
  code: view("code", CodeView),
  list: view("list", ListView),
  quote: view("quote", QuoteView),
  table: view("table", TableView),
  alert: view("alert", AlertView),
  kv: view("kv", KvView),
  stat: view("stat", StatView),
  metric_grid: view("metric_grid", MetricGridView),
  steps: view("steps", StepsView),
  image: view("image", ImageView),
  file: view("file", FileView),
  button_group: view("button_group", ButtonGroupView),
  form: view("form", FormView),
  qa: view("qa", QaView),
  rating: view("rating", RatingView),
};

import { COMPONENTS, type Component } from "./all.ts";
import { type Shape, type ShapeField, shapeOf } from "./schema-shape.ts";

/** A shape in one line: a string is only named, other kinds follow a colon, `?` marks what may be left out. */
function compact(shape: Shape): string {
  switch (shape.kind) {
    case "choice":
      return shape.values.join("|");
    case "either":
      return shape.options.map(compact).join("|");
    case "list":
      return `[${compact(shape.item)}]`;
    case "object":
      return `{${shape.fields.map(compactField).join(",")}}`;
    default:
      return shape.kind;
  }
}

function compactField({ name, required, shape }: ShapeField): string {
  const start = `${name}${required ? "" : "?"}`;
  return shape.kind === "string" ? start : `${start}:${compact(shape)}`;
}

/** A type in one line, for a tool's description or a model's next try: `text {content}`, `card {title?} + children`. */
export function componentLine({ type, schema, children }: Component): string {
  return `${type} ${compact(shapeOf(schema))}${children ? " + children" : ""}`;
}

function typeWords(shape: Shape): string {
  if (shape.kind === "choice") return shape.values.map((value) => `\`${value}\``).join(", ");
  if (shape.kind === "either") return shape.options.map(typeWords).join(" or ");
  return shape.kind === "list" ? `list of ${typeWords(shape.item)}` : shape.kind;
}

type Row = ShapeField & { path: string };

/** The fields inside a field, however they are wrapped: `buttons[]` has the fields of one button. */
function rowsOf(shape: Shape, path: string): Row[] {
  if (shape.kind === "list") return rowsOf(shape.item, `${path}[]`);
  if (shape.kind === "either") return shape.options.flatMap((option) => rowsOf(option, path));
  if (shape.kind !== "object") return [];
  return shape.fields.flatMap((field) => {
    const inside = path === "" ? field.name : `${path}.${field.name}`;
    return [{ ...field, path: inside }, ...rowsOf(field.shape, inside)];
  });
}

function section({ type, description, schema, children, example }: Component): string {
  const rows = rowsOf(shapeOf(schema), "").map(
    ({ path, shape, required, description: words }) =>
      `| \`${path}\` | ${typeWords(shape)} | ${required ? "yes" : ""} | ${words ?? ""} |`,
  );
  const table = ["| Field of `data` | Type | Required | |", "|---|---|---|---|", ...rows].join("\n");
  const inner = children ? { children: [{ type: "text", data: { content: "Inside" } }] } : {};
  const hasData = rows.length > 0 ? { data: example } : {};
  return [
    `## ${type}`,
    children ? `${description} Takes \`children\`.` : description,
    ...(rows.length > 0 ? [table] : []),
    `\`\`\`json\n${JSON.stringify({ type, ...hasData, ...inner })}\n\`\`\``,
  ].join("\n\n");
}

const INTRODUCTION = `# Components

A message's \`components\` is a list of \`{"type", "data", "children"}\`. At most 500 in one message, 30 levels deep.
Buttons and values of one message need different actions and names: they come back in one answer,
\`{"action", "values", "text"}\`. Buttons submit what was filled in; without buttons the action is \`submit\`.
A negative button (\`danger\`, or reject, deny, no, cancel, decline) may leave required values out. A typed word comes
back as \`values.confirm\`, a comment as \`text\`.`;

/** The whole reference as Markdown: every type with every field, what it means, and an example. */
export function componentReference(): string {
  return `${[INTRODUCTION, ...COMPONENTS.map(section)].join("\n\n")}\n`;
}

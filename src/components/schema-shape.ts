import * as v from "valibot";

type Primitive = "string" | "number" | "boolean" | "null" | "unknown";

/** What a schema accepts, told in a few words: enough to document it and to say what was expected. */
export type Shape =
  | { kind: Primitive }
  | { kind: "choice"; values: string[] }
  | { kind: "either"; options: Shape[] }
  | { kind: "list"; item: Shape }
  | { kind: "object"; fields: ShapeField[] };

/** A field of an object. */
export type ShapeField = { name: string; required: boolean; description: string | undefined; shape: Shape };

type AnySchema = v.GenericSchema<unknown, unknown>;

function isOptional(schema: AnySchema): schema is AnySchema & { wrapped: AnySchema } {
  return schema.type === "optional";
}

function isPicklist(schema: AnySchema): schema is AnySchema & { options: readonly (string | number)[] } {
  return schema.type === "picklist";
}

function isUnion(schema: AnySchema): schema is AnySchema & { options: readonly AnySchema[] } {
  return schema.type === "union";
}

function isList(schema: AnySchema): schema is AnySchema & { item: AnySchema } {
  return schema.type === "array";
}

function isObject(schema: AnySchema): schema is AnySchema & { entries: Record<string, AnySchema> } {
  return schema.type === "strict_object";
}

function primitiveOf(schema: AnySchema): Primitive {
  const { type } = schema;
  return type === "string" || type === "number" || type === "boolean" || type === "null" ? type : "unknown";
}

function describe(schema: AnySchema): string | undefined {
  return v.getDescription(schema) ?? (isOptional(schema) ? describe(schema.wrapped) : undefined);
}

/** Reads the shape off a valibot schema; kinds of schema that no component uses are `unknown`. */
export function shapeOf(schema: AnySchema): Shape {
  if (isOptional(schema)) return shapeOf(schema.wrapped);
  if (isPicklist(schema)) return { kind: "choice", values: schema.options.map(String) };
  if (isUnion(schema)) return { kind: "either", options: schema.options.map(shapeOf) };
  if (isList(schema)) return { kind: "list", item: shapeOf(schema.item) };
  if (!isObject(schema)) return { kind: primitiveOf(schema) };
  const fields = Object.entries(schema.entries).map(([name, field]) => ({
    name,
    required: !isOptional(field),
    description: describe(field),
    shape: shapeOf(field),
  }));
  return { kind: "object", fields };
}

/** The shape at the end of a path of keys, or undefined where the schema knows no such place. */
export function shapeAt(shape: Shape, keys: readonly unknown[]): Shape | undefined {
  const [key, ...rest] = keys;
  if (keys.length === 0) return shape;
  if (shape.kind === "list") return shapeAt(shape.item, rest);
  if (shape.kind === "object") {
    const field = shape.fields.find((candidate) => candidate.name === key);
    return field && shapeAt(field.shape, rest);
  }
  if (shape.kind !== "either") return undefined;
  for (const option of shape.options) {
    const found = shapeAt(option, keys);
    if (found) return found;
  }
  return undefined;
}

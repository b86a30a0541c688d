import { toJsonSchema } from "@valibot/to-json-schema";
import { TOOLS } from "../tools/all.ts";
import type { Tool, ToolAnnotations } from "../tools/tool.ts";

/** A tool as `tools/list` shows it. */
export type ListedTool = {
  name: string;
  description: string;
  inputSchema: { type: "object"; properties: Record<string, object>; required?: string[] };
  annotations: ToolAnnotations;
  _meta?: Record<string, boolean>;
};

/**
 * The answer to `tools/list`. Called as a macro: the build runs it and leaves a literal, so that neither the schemas
 * nor their conversion is loaded when an assistant starts.
 */
export function toolList(): ListedTool[] {
  return TOOLS.map(listed);
}

function listed({ name, description, input, annotations, alwaysLoad }: Tool): ListedTool {
  const { properties = {}, required = [] } = toJsonSchema(input, {
    // What JSON Schema cannot say, the call itself checks.
    errorMode: "ignore",
    ignoreActions: ["regex", "trim", "to_lower_case", "check", "max_length", "min_value", "max_value"],
  });
  return {
    name,
    description,
    inputSchema: {
      type: "object",
      properties: Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, plain(schema)])),
      ...(required.length > 0 ? { required } : {}),
    },
    annotations,
    // Claude Code defers tools behind a search unless told otherwise.
    ...(alwaysLoad ? { _meta: { "anthropic/alwaysLoad": true } } : {}),
  };
}

function plain(schema: unknown): object {
  return typeof schema === "object" && schema !== null ? schema : {};
}

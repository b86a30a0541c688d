import type { BunPlugin } from "bun";

const STUB = `export class AjvJsonSchemaValidator {
  getValidator() {
    throw new Error("This build of the MCP SDK validates no JSON Schema; form elicitation is not used by hiloop.");
  }
}`;

/**
 * Leaves ajv out of the binary. The MCP SDK constructs this validator for form elicitation alone, and ajv generates
 * code from strings, which the binary forbids itself.
 */
export const withoutAjv: BunPlugin = {
  name: "without-ajv",
  setup(build) {
    build.onLoad(
      { filter: /[\\/]@modelcontextprotocol[\\/]sdk[\\/].*[\\/]validation[\\/]ajv-provider\.js$/ },
      () => ({
        contents: STUB,
        loader: "js",
      }),
    );
  },
};

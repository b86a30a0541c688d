import { expect, test } from "bun:test";
import { COMPONENTS } from "../../src/components/all.ts";
import { type ListedTool, toolList } from "../../src/mcp/tool-list.ts";

const MAX_BYTES = 6.6 * 1024;
const SPELLED_OUT = "text button_group form table kv alert code list qa image".split(" ");
const NAMES = [
  "ask_human",
  "create_session",
  "list_sessions",
  "send_message",
  "get_timeline",
  "await_response",
  "close_session",
  "create_guest_token",
  "list_agents",
  "upload_attachment",
  "download_attachment",
];

/** Every schema in a schema, itself included. */
function schemasIn(schema: unknown): Record<string, unknown>[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties = {}, items, ...own } = schema as Record<string, unknown>;
  return [
    { ...own, properties, items },
    ...schemasIn(items),
    ...Object.values(properties as object).flatMap(schemasIn),
  ];
}

test("the whole list of tools is at most 6.6 KB on the wire", () => {
  const line = `${JSON.stringify({ result: { tools: toolList() }, jsonrpc: "2.0", id: 1 })}\n`;
  expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_BYTES);
});

test("there are the ten documented tools and ask_human", () => {
  expect(toolList().map((tool) => tool.name)).toEqual(NAMES);
});

test("schemas are flat: a type everywhere, no reference, no alternative, nothing empty", () => {
  for (const { name, inputSchema } of toolList()) {
    expect(inputSchema).not.toHaveProperty("$schema");
    for (const schema of schemasIn(inputSchema)) {
      expect({ name, type: typeof schema.type }).toEqual({ name, type: "string" });
      for (const word of ["$ref", "anyOf", "oneOf", "allOf", "const", "not"])
        expect(schema).not.toHaveProperty(word);
    }
  }
});

test("every tool sets all four annotations and its description says what it is for in one first sentence", () => {
  for (const { annotations, description } of toolList()) {
    expect(Object.keys(annotations).sort()).toEqual([
      "destructiveHint",
      "idempotentHint",
      "openWorldHint",
      "readOnlyHint",
    ]);
    expect(description).toMatch(/^[A-Z][^.]{20,}[.:;]/);
  }
});

test("send_message has a line with the fields of each type that models reach for, and names every other", () => {
  const description = toolList().find((tool) => tool.name === "send_message")?.description ?? "";
  const lines = description.split("\n");
  for (const type of SPELLED_OUT)
    expect(lines.filter((line) => line.startsWith(`${type} {`))).toHaveLength(1);
  const others = COMPONENTS.map(({ type }) => type as string).filter((type) => !SPELLED_OUT.includes(type));
  expect(lines.at(-1)).toStartWith(`Also ${others.join(", ")} (`);
});

/** As Codex decides by default (`requires_mcp_tool_approval` of its repository, October 2026). */
function codexAsks({ annotations }: ListedTool): boolean {
  const { readOnlyHint, destructiveHint, openWorldHint } = annotations;
  return destructiveHint || (!readOnlyHint && openWorldHint);
}

test("no tool reaches beyond the space, and Codex asks or refuses only before a session is closed", () => {
  expect(toolList().filter(({ annotations }) => annotations.openWorldHint)).toEqual([]);
  expect(
    toolList()
      .filter(codexAsks)
      .map(({ name }) => name),
  ).toEqual(["close_session"]);
});

test("tools that only read say so, and no other does", () => {
  const reading = toolList().filter(({ annotations }) => annotations.readOnlyHint);
  expect(reading.map(({ name }) => name)).toEqual([
    "list_sessions",
    "get_timeline",
    "await_response",
    "list_agents",
  ]);
});

test("list_agents says first whose agents it lists", () => {
  expect(toolList().find((tool) => tool.name === "list_agents")?.description).toMatch(
    /^Hiloop space's agents/,
  );
});

test("required arguments are marked and others are not", () => {
  const required = Object.fromEntries(toolList().map((tool) => [tool.name, tool.inputSchema.required ?? []]));
  expect(required).toEqual({
    ask_human: ["question"],
    create_session: ["title"],
    list_sessions: [],
    send_message: ["session_id"],
    get_timeline: ["session_id"],
    await_response: ["session_id"],
    close_session: ["session_id"],
    create_guest_token: ["session_id"],
    list_agents: [],
    upload_attachment: ["session_id"],
    download_attachment: ["session_id", "attachment_id"],
  });
});

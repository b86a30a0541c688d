import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  ErrorCode,
  type GetPromptResult,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { COMPONENTS_URI, SESSION_URI_START } from "../tools/resource-uris.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { getPrompt, PROMPTS } from "./prompts.ts";
import { RequestError } from "./request-error.ts";
import { serveCalls } from "./serve-calls.ts";
import { type Handler, type Params, serveUnchecked, textOf } from "./serve-unchecked.ts";
import { toolList } from "./tool-list.ts" with { type: "macro" };
import type { Toolbox } from "./toolbox.ts";

const TOOLS = toolList();
const RESOURCE_NOT_FOUND = -32_002;

const COMPONENTS_RESOURCE = {
  uri: COMPONENTS_URI,
  name: "Components",
  description: "Every component type with its fields and an example",
  mimeType: "text/markdown",
};

const SESSION_TEMPLATE = {
  uriTemplate: `${SESSION_URI_START}{id}`,
  name: "Session",
  description: "A session's timeline as text",
  mimeType: "text/markdown",
};

export type ServerParts = {
  version: string;
  note?: string | undefined;
  maxWaitSeconds: number | undefined;
  /** Loads the tools; called when the first request needs them. */
  toolbox(clientName: string): Promise<Toolbox>;
  /** The tools, if they were needed before. */
  loadedToolbox(): Promise<Toolbox> | undefined;
};

/** The SDK's low-level server with hiloop's tools, resources and prompt behind it. Answers `initialize` without loading any of them. */
export function createServer(parts: ServerParts): Server {
  const server = new Server(
    { name: "hiloop", title: "Hiloop", version: parts.version },
    {
      capabilities: { tools: {}, resources: {}, prompts: {} },
      instructions: [INSTRUCTIONS, parts.note].filter(Boolean).join(" "),
    },
  );
  const toolbox = () => parts.toolbox(server.getClientVersion()?.name ?? "mcp");
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOLS }));
  listResources(server, parts);
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: PROMPTS }));
  serveUnchecked(server, {
    "tools/call": serveCalls(server, { maxWaitSeconds: parts.maxWaitSeconds, toolbox }),
    "resources/read": resourceReader(toolbox),
    "prompts/get": promptGetter,
  });
  return server;
}

function listResources(server: Server, parts: ServerParts): void {
  server.setRequestHandler(ListResourcesRequestSchema, async () => ({
    resources: [COMPONENTS_RESOURCE, ...((await (await parts.loadedToolbox())?.sessionResources()) ?? [])],
  }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [SESSION_TEMPLATE],
  }));
}

function resourceReader(toolbox: () => Promise<Toolbox>): Handler {
  return async (params) => {
    const uri = textOf(
      params,
      "uri",
      `resources/read needs the uri of a resource, such as ${COMPONENTS_URI}.`,
    );
    const content = await (await toolbox()).readResource(uri);
    if ("error" in content) throw new RequestError(RESOURCE_NOT_FOUND, content.error);
    return { contents: [content] };
  };
}

function promptGetter(params: Params): GetPromptResult {
  const known = `there is ${PROMPTS[0]?.name}.`;
  const name = textOf(params, "name", `prompts/get needs the name of a prompt; ${known}`);
  const prompt = getPrompt(name, params.arguments);
  if (prompt) return prompt;
  throw new RequestError(ErrorCode.InvalidParams, `There is no prompt ${name}; ${known}`);
}

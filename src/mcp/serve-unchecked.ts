import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js";
import {
  ErrorCode,
  type ServerNotification,
  type ServerRequest,
  type ServerResult,
} from "@modelcontextprotocol/sdk/types.js";
import { RequestError } from "./request-error.ts";

export type Params = Record<string, unknown>;
export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;
export type Handler = (params: Params, extra: Extra) => Promise<ServerResult> | ServerResult;

/**
 * Answers the methods whose parameters a model writes. As the fallback and not by `setRequestHandler`, which answers a
 * wrong parameter with a dump of its schema's complaints instead of a sentence.
 */
export function serveUnchecked(server: Server, handlers: Record<string, Handler>): void {
  const known = new Map(Object.entries(handlers));
  server.fallbackRequestHandler = async ({ method, params = {} }, extra) => {
    const handler = known.get(method);
    if (!handler) throw new RequestError(ErrorCode.MethodNotFound, `There is no method ${method}.`);
    return handler(params, extra);
  };
}

/** A parameter that has to be a text. */
export function textOf(params: Params, name: string, sentence: string): string {
  const value = params[name];
  if (typeof value === "string") return value;
  throw new RequestError(ErrorCode.InvalidParams, sentence);
}

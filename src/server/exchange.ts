import * as v from "valibot";
import { HiloopError } from "../protocol/error.ts";
import { noSuchSession } from "../protocol/no-such-session.ts";
import { IdSchema } from "../protocol/primitives.ts";
import type { Caller } from "./caller.ts";
import type { Connection } from "./connection.ts";
import type { ServerContext } from "./context.ts";

/** One request under way: what a handler reads it from. */
export class Exchange {
  readonly context: ServerContext;
  readonly request: Request;
  readonly #search: string;
  readonly #params: Record<string, string>;
  readonly #connection: Connection;

  constructor(
    context: ServerContext,
    connection: Connection,
    parts: { request: Request; search: string; params: Record<string, string> },
  ) {
    this.context = context;
    this.#connection = connection;
    this.request = parts.request;
    this.#search = parts.search;
    this.#params = parts.params;
  }

  /** Lets this request outlive the server's idle timeout. */
  keepOpen(): void {
    this.#connection.keepOpen();
  }

  /** An id of the path; one that cannot exist is answered like one that does not. */
  id(name: string): string {
    const value = this.#params[name];
    if (!v.is(IdSchema, value))
      throw name === "session" ? noSuchSession() : new HiloopError("not_found", `There is no such ${name}.`);
    return value;
  }

  query(name: string): string | undefined {
    return new URLSearchParams(this.#search).get(name) ?? undefined;
  }

  /** A whole number of the query between `least` and `most`. */
  number(name: string, bounds: { least: number; most: number; otherwise: number }): number {
    const text = this.query(name);
    if (text === undefined) return bounds.otherwise;
    const value = Number(text);
    if (/^-?\d{1,15}$/.test(text) && value >= bounds.least && value <= bounds.most) return value;
    throw new HiloopError("invalid_input", `The query of this request is not valid.`, {
      issues: [
        {
          path: name,
          message: `expected a whole number from ${bounds.least} to ${bounds.most}, got ${text}`,
        },
      ],
    });
  }
}

export type MemberHandler = (exchange: Exchange, caller: Caller) => Promise<Response>;
export type OpenHandler = (exchange: Exchange) => Promise<Response>;

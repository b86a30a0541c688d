import * as v from "valibot";
import { ERROR_CODES, type ErrorCode, HiloopError } from "../protocol/error.ts";
import { ProblemSchema } from "../protocol/problem.ts";
import { readText, SILENT, SLOWEST_BYTES_PER_MS, within } from "./answer-limits.ts";
import { type Connection, pause } from "./connection.ts";
import { refusal } from "./refusal.ts";
import { unreachable } from "./unreachable.ts";

export type RequestOptions = {
  body?: BodyInit;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** How long to go on trying while the server cannot be reached; 20 seconds when left out. */
  patienceMs?: number | undefined;
  /** How long the server is allowed to hold this request before it answers. */
  holdMs?: number | undefined;
};

/** How long a request goes on trying while the server cannot be reached. */
const RETRY_FOR_MS = 20_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
const BUSY_RETRIES = 3;
const LONGEST_BUSY_PAUSE_MS = 10_000;
/** An attempt that lasted this long before the connection was lost had reached a server. */
const HELD_MS = 1_000;
/** How long a server may take to answer, besides what it was allowed to hold the request and what sending its body takes. */
const ANSWER_MS = 30_000;
const MOST_PROBLEM_BYTES = 64 * 1024;
/** What passes by itself, also where no problem document says so: from a proxy, or in a code that this version does not know. */
const CODES_OF_PROXIES: Record<number, ErrorCode> = {
  429: "rate_limited",
  502: "unavailable",
  503: "unavailable",
  504: "unavailable",
};

type Failure = { error: HiloopError; reached: boolean; silent?: boolean };
type Outcome<Result> = { result: Result } | Failure;

/**
 * Requests to one server under one authentication. A lost connection repeats the same bytes, which the
 * server recognises by the id inside, so that a write happens once. No redirect is ever followed: no key
 * leaves for another host.
 */
export class Http {
  #baseUrl: string;
  readonly #connection: Connection;
  readonly #headers: Record<string, string>;

  constructor(connection: Connection, headers: Record<string, string>) {
    this.#connection = connection;
    this.#baseUrl = connection.baseUrl;
    this.#headers = connection.hostedKey ? { ...headers, "x-api-key": connection.hostedKey } : headers;
  }

  get baseUrl(): string {
    return this.#baseUrl;
  }

  /** Sends and checks the JSON answer against `schema`. Throws what the server's refusal stands for, or `unavailable`. */
  async send<Schema extends v.GenericSchema>(
    method: string,
    path: string,
    schema: Schema,
    options: RequestOptions = {},
  ): Promise<v.InferOutput<Schema>> {
    const text = await this.#request(method, path, options, (response) => readText(response));
    const result = v.safeParse(schema, parsed(text));
    if (result.success) return result.output;
    throw new HiloopError(
      "configuration",
      `${this.#baseUrl} answered ${method} ${path} with something this version of hiloop cannot read.`,
      {
        advice:
          "Check that it is a hiloop server and not much older or newer than this one (`hiloop --version`).",
      },
    );
  }

  /** Sends a JSON body once its bytes are fixed, so that every retry is the same request. */
  write<Schema extends v.GenericSchema>(
    method: string,
    path: string,
    schema: Schema,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<v.InferOutput<Schema>> {
    return this.send(method, path, schema, {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
      signal,
    });
  }

  /** Sends and gives the successful response unread. */
  open(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    return this.#request(method, path, options, async (response) => response);
  }

  /** An answer that breaks off counts as none: the connection was lost, and the same is sent again. */
  async #request<Result>(
    method: string,
    path: string,
    options: RequestOptions,
    read: (response: Response) => Promise<Result>,
  ): Promise<Result> {
    const { recover } = this.#connection;
    let failingSince: number | undefined;
    let busy = 0;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const begunAt = Date.now();
      const outcome = await this.#attempt(method, path, options, read);
      if ("result" in outcome) return outcome.result;
      if (options.signal?.aborted) throw cancelled();
      const { error, reached, silent } = outcome;
      // Whoever waits for an answer that does not come has waited long enough: only a wait is asked again, by its caller.
      if (silent) throw error;
      const isHeld = options.holdMs !== undefined;
      const mayRetry =
        error.code === "unavailable" || (error.code === "rate_limited" && !isHeld && busy++ < BUSY_RETRIES);
      // A wait held by a server that was started again, and lost once more, is a new outage.
      if (recover && Date.now() - begunAt > HELD_MS) failingSince = undefined;
      failingSince ??= Date.now();
      if (!mayRetry || Date.now() - failingSince > (options.patienceMs ?? RETRY_FOR_MS)) throw error;
      await pause(
        Math.max(pauseMs, Math.min((error.retryAfterSeconds ?? 0) * 1000, LONGEST_BUSY_PAUSE_MS)),
        options.signal,
      );
      if (options.signal?.aborted) throw cancelled();
      if (recover && !reached) this.#baseUrl = await recover(options.signal);
    }
  }

  async #attempt<Result>(
    method: string,
    path: string,
    options: RequestOptions,
    read: (response: Response) => Promise<Result>,
  ): Promise<Outcome<Result>> {
    const url = new URL(this.#baseUrl + path);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const init: RequestInit = {
      method,
      headers: { ...this.#headers, ...options.headers },
      redirect: "error",
      credentials: "omit",
      cache: "no-store",
      ...(options.body === undefined ? {} : { body: options.body }),
    };
    const send = (signal: AbortSignal) => (this.#connection.fetch ?? fetch)(url.href, { ...init, signal });
    try {
      const response = await within(patienceOf(options), options.signal, send);
      if (!response.ok) return { error: await this.#errorOf(response, method, path), reached: true };
      return { result: await read(response) };
    } catch (cause) {
      if (options.signal?.aborted) throw cancelled();
      if (cause instanceof HiloopError) return { error: cause, reached: true };
      const silent = cause instanceof Error && cause.name === SILENT;
      return { error: unreachable(this.#baseUrl, cause), reached: false, silent };
    }
  }

  async #errorOf(response: Response, method: string, path: string): Promise<HiloopError> {
    const body = v.safeParse(ProblemSchema, parsed(await readText(response, MOST_PROBLEM_BYTES)));
    const said = response.headers.get("retry-after") ?? "";
    const retryAfter = /^\d{1,9}$/.test(said) ? { retryAfterSeconds: Number(said) } : {};
    if (body.success) return refusal(body.output, retryAfter.retryAfterSeconds);
    const code = CODES_OF_PROXIES[response.status] ?? "configuration";
    return new HiloopError(
      code,
      `${this.#baseUrl} answered ${method} ${path} with status ${response.status}.`,
      {
        advice:
          code === "rate_limited"
            ? ERROR_CODES.rate_limited.next
            : "Check that the address is that of a hiloop server.",
        ...retryAfter,
      },
    );
  }
}

function patienceOf({ holdMs = 0, body }: RequestOptions): number {
  const bodyBytes = typeof body === "string" ? body.length : ArrayBuffer.isView(body) ? body.byteLength : 0;
  return ANSWER_MS + holdMs + bodyBytes / SLOWEST_BYTES_PER_MS;
}

/** Undefined when it is no JSON: no schema takes that. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a call comes to whose signal was aborted. */
export function cancelled(): HiloopError {
  return new HiloopError("cancelled", "The call was cancelled; nothing is lost.");
}

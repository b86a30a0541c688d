import { type HiloopError, toHiloopError } from "../protocol/error.ts";
import { toProblem } from "../protocol/problem.ts";

const DATA_HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

export function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { ...DATA_HEADERS, "content-type": "application/json" },
  });
}

/** Bytes that must never be rendered as a page. */
export function binary(body: Blob): Response {
  return new Response(body, {
    headers: {
      ...DATA_HEADERS,
      "content-type": "application/octet-stream",
      "content-disposition": "attachment",
      "content-security-policy": "sandbox; default-src 'none'",
    },
  });
}

export function eventStream(body: ReadableStream): Response {
  return new Response(body, {
    headers: { ...DATA_HEADERS, "content-type": "text/event-stream", "x-accel-buffering": "no" },
  });
}

export function problem(thrown: unknown, requestId: string): { response: Response; error: HiloopError } {
  const error = toHiloopError(thrown);
  const response = new Response(JSON.stringify(toProblem(error, requestId)), {
    status: error.status,
    headers: {
      ...DATA_HEADERS,
      "content-type": "application/problem+json",
      ...(error.retryAfterSeconds === undefined ? {} : { "retry-after": `${error.retryAfterSeconds}` }),
    },
  });
  return { response, error };
}

import { signal } from "@preact/signals";
import * as v from "valibot";
import { readText, SILENT } from "../../client/answer-limits.ts";
import type { Connection } from "../../client/connection.ts";
import { HealthSchema } from "../../protocol/health.ts";
import { fetchKept, keepSealed } from "../storage/sealed-cache.ts";
import { compareClocks } from "./clock.ts";

const HEALTH_MS = 5_000;
const MOST_HEALTH_BYTES = 4_096;

/** Whether the last request reached the server. */
export const isReachable = signal(true);

/** The server that this page came from; what it answers is kept, sealed, for the next first paint. */
export const connection: Connection = { baseUrl: location.origin, fetch: watchedFetch };

/** The same server as it was last seen. */
export const keptConnection: Connection = { baseUrl: location.origin, fetch: fetchKept };

/** Whether this is the server that hiloop starts by itself on one's own computer. */
export const isLocalServer = /^(?:127\.0\.0\.1|\[::1\]|localhost)$/.test(location.hostname);

async function watchedFetch(url: string, init: RequestInit): Promise<Response> {
  try {
    if (!isReachable.peek()) await serverIsBack();
    const askedAt = Date.now();
    const response = await fetch(url, init);
    compareClocks(response.headers, askedAt);
    isReachable.value = true;
    if (init.method === "GET") keepSealed(url, response).catch(ignore);
    return response;
  } catch (error) {
    if (!init.signal?.aborted || isSilence(init.signal)) isReachable.value = false;
    throw error;
  }
}

/** Whether the request was given up because no answer came, and not because nobody wants it any more. */
function isSilence({ reason }: AbortSignal): boolean {
  return reason instanceof Error && reason.name === SILENT;
}

let asking: Promise<void> | undefined;

/** Everyone who waits for the server asks by one request. */
function serverIsBack(): Promise<void> {
  asking ??= askWhoIsThere().finally(() => {
    asking = undefined;
  });
  return asking;
}

/** While the server was away another program may have taken its port: without an answer of hiloop's it gets no credential. */
async function askWhoIsThere(): Promise<void> {
  const response = await fetch(`${location.origin}/healthz`, {
    redirect: "error",
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(HEALTH_MS),
  });
  v.parse(HealthSchema, JSON.parse(await readText(response, MOST_HEALTH_BYTES)));
}

/** A cache that cannot be written (a full disk, a private window) only costs speed. */
function ignore(): void {}

import { readText } from "../../client/answer-limits.ts";
import { inStore, STORES } from "./database.ts";
import { browserPins } from "./pin-store.ts";

type Kept = { body: string; at: number };

/** Most answers kept; the oldest go first. */
const MAX_KEPT = 300;

/**
 * What the server answered, exactly as it came: sealed items and public facts, never plaintext. From it the
 * page paints before the server has said a word, through the same verification as ever.
 */
export async function keepSealed(url: string, response: Response): Promise<void> {
  const key = keyOf(new URL(url));
  if (!key || !response.ok) return;
  const kept: Kept = { body: await readText(response.clone()), at: Date.now() };
  await inStore(STORES.sealed, "readwrite", (store) => store.put(kept, key));
}

/** Answers requests from what was kept; anything else fails like a network that is away. */
export async function fetchKept(url: string, init: RequestInit): Promise<Response> {
  const target = new URL(url);
  const roster = /^\/v1\/human\/roster$/.exec(target.pathname);
  if (roster) return rosterFromPin(target);
  const key = init.method === "GET" ? keyOf(target) : undefined;
  const kept = key
    ? await inStore<Kept | undefined>(STORES.sealed, "readonly", (store) => store.get(key))
    : undefined;
  // 404 and not a failed fetch: a failure would be tried again for seconds.
  return kept ? new Response(kept.body) : new Response("", { status: 404 });
}

/** Drops everything kept, on signing out. */
export async function forgetSealed(): Promise<void> {
  await inStore(STORES.sealed, "readwrite", (store) => store.clear());
}

/** Drops what is over the limit, oldest first. */
export async function pruneSealed(): Promise<void> {
  const count = await inStore(STORES.sealed, "readonly", (store) => store.count());
  if (count <= MAX_KEPT) return;
  const [keys, values] = await Promise.all([
    inStore(STORES.sealed, "readonly", (store) => store.getAllKeys()),
    inStore<Kept[]>(STORES.sealed, "readonly", (store) => store.getAll()),
  ]);
  const oldest = keys
    .map((key, index) => ({ key, at: values[index]?.at ?? 0 }))
    .sort((left, right) => left.at - right.at);
  for (const { key } of oldest.slice(0, count - MAX_KEPT)) {
    await inStore(STORES.sealed, "readwrite", (store) => store.delete(key));
  }
}

async function rosterFromPin(target: URL): Promise<Response> {
  const kept = await inStore<Kept | undefined>(STORES.sealed, "readonly", (store) =>
    store.get("/v1/human/me"),
  );
  const spaceId: unknown = kept ? JSON.parse(kept.body).spaceId : undefined;
  const pin = typeof spaceId === "string" ? await browserPins.load(spaceId) : undefined;
  const after = Number(target.searchParams.get("after") ?? -1);
  return Response.json({ entries: (pin?.entries ?? []).filter(({ n }) => n > after) });
}

/** Only answers that a cold page asks for again: who I am, the feed's first page, a session, its timeline from the start. */
function keyOf({ pathname, searchParams }: URL): string | undefined {
  if (pathname === "/v1/human/me") return pathname;
  if (pathname === "/v1/human/feed") return searchParams.has("cursor") ? undefined : pathname;
  if (/^\/v1\/human\/sessions\/[0-9a-f-]{36}$/.test(pathname)) return pathname;
  if (!/^\/v1\/human\/sessions\/[0-9a-f-]{36}\/timeline$/.test(pathname)) return undefined;
  const after = Number(searchParams.get("after"));
  const isFromStart = after % Number(searchParams.get("limit")) === 0 && !searchParams.has("wait");
  return isFromStart ? `${pathname}?after=${after}` : undefined;
}

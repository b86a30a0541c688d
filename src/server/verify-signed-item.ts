import { verifyItem } from "../crypto/item.ts";
import { HiloopError, toHiloopError } from "../protocol/error.ts";
import type { ItemKind, SignedItem } from "../protocol/item.ts";
import { sealedBytes, unknownFields } from "../protocol/item.ts";
import type { SessionRecord } from "../store/contract-sessions.ts";
import type { Caller } from "./caller.ts";
import type { ServerContext } from "./context.ts";
import { requireStanding } from "./require-standing.ts";

/** The session an item goes to; for the `Session` item itself there is none yet. */
type Place = { kind: ItemKind; sessionId: string; session?: SessionRecord };

/**
 * Checks that an item is the caller's, belongs where it was sent, fits its kind, was made on what this
 * server knows, and carries the caller's signature; gives its digest.
 */
export async function verifySignedItem(
  context: ServerContext,
  caller: Caller,
  item: SignedItem,
  place: Place,
): Promise<string> {
  // Its body may have taken minutes to come.
  await requireStanding(context, caller);
  requireSize(context, item);
  const wrong = wrongPlace(context, caller, item, place) ?? wrongShape(item);
  if (wrong) throw new HiloopError("invalid_input", `The ${item.kind} item ${wrong}.`);
  const stale = await unknownPast(context, item, place.session);
  if (stale) throw unverified(item, stale);
  const [stray] = unknownFields(item);
  if (stray !== undefined) throw unverified(item, `carries a field "${stray}" that it cannot have`);
  try {
    return await verifyItem(item, caller.sign);
  } catch (thrown) {
    throw unverified(item, "does not carry a signature of the caller's that verifies", toHiloopError(thrown));
  }
}

function requireSize(context: ServerContext, item: SignedItem): void {
  if (sealedBytes(item) <= context.limits.messageBytes) return;
  throw new HiloopError(
    "too_large",
    `The sealed message is larger than ${context.limits.messageBytes} bytes.`,
    {
      advice: "Send long content as an attachment.",
    },
  );
}

function wrongPlace(
  context: ServerContext,
  caller: Caller,
  item: SignedItem,
  place: Place,
): string | undefined {
  if (item.kind !== place.kind) return `was sent where a ${place.kind} belongs`;
  if (item.spaceId !== context.space.roster.spaceId) return "belongs to another space";
  if (item.sessionId !== place.sessionId) return "belongs to another session";
  if (place.session && item.keyId !== place.session.keyId) return "is sealed under another session's key";
  if (item.senderKeyId !== caller.keyId) return "names another sender than the caller";
  const name = caller.type === "Agent" ? caller.agent.name : "";
  return item.senderAgentName === name ? undefined : "names another agent than the X-Hiloop header";
}

function wrongShape(item: SignedItem): string | undefined {
  const needsAbout = item.kind === "Response" || item.kind === "Guest";
  if (needsAbout !== (item.about !== null))
    return needsAbout ? "does not say what it is about" : "has an about";
  if (item.kind !== "Message" && item.responseRequired)
    return "asks for a response, which only a Message can";
  const mayEnd = item.kind === "Guest" || item.responseRequired;
  if (!mayEnd && item.until !== null) return "has an until, which only a question or a guest link can";
  return item.kind === "Guest" && item.until === null ? "does not say until when the link works" : undefined;
}

async function unknownPast(
  context: ServerContext,
  item: SignedItem,
  session: SessionRecord | undefined,
): Promise<string | undefined> {
  if (context.space.roster.hashes[item.rosterNumber] !== item.rosterHash)
    return "names a roster entry that this server does not have";
  if (item.seenSeq === 0) return item.seenDigest === "" ? undefined : "has seen nothing, yet names a digest";
  const lastSeq = session?.lastSeq ?? 0;
  if (item.seenSeq > lastSeq) return `has seen item ${item.seenSeq} of a session that ends at ${lastSeq}`;
  const digest = session && (await context.store.items.digestAt(session.id, item.seenSeq));
  return digest === item.seenDigest ? undefined : `names another digest than that of item ${item.seenSeq}`;
}

function unverified(item: SignedItem, what: string, cause?: unknown): HiloopError {
  return new HiloopError("unverified", `The ${item.kind} item ${what}.`, {
    advice: "Fetch the timeline and the roster again, then sign a new one.",
    ...(cause === undefined ? {} : { cause }),
  });
}

import type { Database } from "bun:sqlite";
import type { NewItem, Standing } from "../contract-sessions.ts";
import { lostLink, removedKey } from "../lost-access.ts";

/** Refuses an item whose sender lost its access after the server had checked it, and before this transaction. */
export function requireStanding(db: Database, { item, senderType, standing, at }: NewItem): void {
  const stands = !wasRemoved(db, standing);
  if (senderType !== "Guest") {
    if (stands) return;
    throw removedKey();
  }
  const link = db
    .query<{ revokedAt: string | null; expiresAt: string }, [string]>(
      "SELECT revoked_at AS revokedAt, expires_at AS expiresAt FROM guest_token WHERE key_id = ?",
    )
    .get(item.senderKeyId);
  const lost = lostLink(link ?? undefined, at, stands);
  if (lost) throw lost;
}

/** Almost always there is no entry after the one that was checked, so nothing is read but the end of an index. */
function wasRemoved(db: Database, { memberId, sign, rosterNumber }: Standing): boolean {
  const removal = db
    .query(
      `SELECT 1 FROM roster_entry WHERE n > ?1 AND json ->> 'op' = 'remove'
       AND (json ->> 'sign' = ?2 OR (json ->> 'sign' = '' AND json ->> 'memberId' = ?3))`,
    )
    .get(rosterNumber, sign, memberId);
  return removal !== null;
}

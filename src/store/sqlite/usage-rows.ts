import type { Database } from "bun:sqlite";
import { HiloopError } from "../../protocol/error.ts";
import { sealedBytes } from "../../protocol/item.ts";
import type { NewItem } from "../contract-sessions.ts";

/** Counts an item on its sender's account, and refuses it when that would hold more than it may. */
export function countItem(db: Database, added: NewItem): void {
  const { item, allowance } = added;
  const { sessionId } = item;
  const bytes = sealedBytes(item);
  const most = item.kind === "Response" ? UNLIMITED : allowance;
  // Almost always there is a row with room, and then this one statement is all.
  const { changes } = db
    .query(
      `UPDATE usage SET items = items + 1, bytes = bytes + ?3
       WHERE session_id = ?1 AND account = ?2 AND items < ?4 AND bytes + ?3 <= ?5`,
    )
    .run(sessionId, allowance.account, bytes, most.items, most.bytes);
  if (changes === 1) return;
  const used = db
    .query<{ items: number }, [string, string]>(
      "SELECT items FROM usage WHERE session_id = ? AND account = ?",
    )
    .get(sessionId, allowance.account);
  if ((used?.items ?? 0) >= most.items) throw allUsed(added, `${most.items} items`);
  if (used || bytes > most.bytes) throw allUsed(added, `${most.bytes} bytes`);
  db.query("INSERT INTO usage (session_id, account, items, bytes) VALUES (?, ?, 1, ?)").run(
    sessionId,
    allowance.account,
    bytes,
  );
}

/** Of answers: there are only as many as questions, which others ask, and no decision is lost for its sender's chat. */
const UNLIMITED = { items: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };

function allUsed({ senderType }: NewItem, most: string): HiloopError {
  const isGuest = senderType === "Guest";
  return new HiloopError(
    "too_large",
    `This session takes at most ${most} from you, and this would be more.`,
    {
      advice: isGuest ? "Ask whoever sent the link for a new one." : "Go on in a new session.",
    },
  );
}

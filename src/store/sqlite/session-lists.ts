import type { Database } from "bun:sqlite";
import { HiloopError } from "../../protocol/error.ts";
import type { Page, SessionFilter, SessionRecord } from "../contract-sessions.ts";
import {
  SELECT_SESSION,
  SESSION_COLUMNS,
  SESSION_TABLES,
  type SessionRow,
  toSessionRecord,
} from "./session-rows.ts";

const HAS_OPEN = "EXISTS (SELECT 1 FROM question WHERE session_id = session.id AND state = 'Open')";

type Conditions = { sql: string[]; values: (string | number)[] };

/** Sessions, the newest update first. */
export function listSessions(db: Database, filter: SessionFilter): Page<SessionRecord> {
  const where = conditionsOf(filter);
  if (filter.needsAnswer) where.sql.push(HAS_OPEN);
  return newestFirst(db, where, filter.limit, filter.cursor);
}

/** Sessions that wait for an answer first (priority, then age), then the others, the newest update first. */
export function listFeed(db: Database, filter: SessionFilter): Page<SessionRecord> {
  const where = conditionsOf(filter);
  const waiting = filter.cursor?.startsWith("u:") ? [] : waitingFirst(db, where, filter);
  const full = waiting.length > filter.limit;
  const shown = waiting.slice(0, filter.limit);
  const last = shown.at(-1);
  if (full && last) {
    return {
      items: shown.map(toSessionRecord),
      nextCursor: `q:${last.rank}:${last.oldest}:${last.id}`,
    };
  }
  where.sql.push(`NOT ${HAS_OPEN}`);
  const cursor = filter.cursor?.startsWith("u:") ? filter.cursor : undefined;
  const room = filter.limit - shown.length;
  const rest = newestFirst(db, where, Math.max(room, 1), cursor);
  const items = room > 0 ? rest.items : [];
  const more = room > 0 ? rest.nextCursor : rest.items.length > 0 ? "u:~:~" : null;
  return { items: [...shown.map(toSessionRecord), ...items], nextCursor: more };
}

function conditionsOf(filter: SessionFilter): Conditions {
  const where: Conditions = { sql: ["1"], values: [] };
  if (filter.apiKeyId !== undefined) add(where, "session.api_key_id = ?", filter.apiKeyId);
  if (filter.status !== undefined) add(where, "session.status = ?", filter.status);
  return where;
}

function add(where: Conditions, sql: string, ...values: (string | number)[]): void {
  where.sql.push(sql);
  where.values.push(...values);
}

function newestFirst(db: Database, where: Conditions, limit: number, cursor?: string): Page<SessionRecord> {
  const all: Conditions = { sql: [...where.sql], values: [...where.values] };
  if (cursor !== undefined) {
    const [, updatedAt, id] = cursor.match(/^u:([^~]*Z|~):(.+)$/) ?? [];
    if (updatedAt === undefined || id === undefined) throw badCursor();
    add(all, "(session.updated_at, session.id) < (?, ?)", updatedAt, id);
  }
  const rows = db
    .query<SessionRow, (string | number)[]>(
      `${SELECT_SESSION} WHERE ${all.sql.join(" AND ")}
       ORDER BY session.updated_at DESC, session.id DESC LIMIT ?`,
    )
    .all(...all.values, limit + 1);
  const items = rows.slice(0, limit).map(toSessionRecord);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? `u:${last.updatedAt}:${last.id}` : null };
}

type WaitingRow = SessionRow & { rank: number; oldest: string };

function waitingFirst(db: Database, where: Conditions, filter: SessionFilter): WaitingRow[] {
  const after: Conditions = { sql: ["1"], values: [] };
  if (filter.cursor !== undefined) {
    const [, rank, oldest, id] = filter.cursor.match(/^q:(\d):(.*Z):(.+)$/) ?? [];
    if (rank === undefined || oldest === undefined || id === undefined) throw badCursor();
    add(after, "(rank, oldest, id) > (?, ?, ?)", Number(rank), oldest, id);
  }
  return db
    .query<WaitingRow, (string | number)[]>(
      `SELECT * FROM (
         SELECT waiting.*, min(question.received_at) AS oldest FROM (
           SELECT ${SESSION_COLUMNS}, min(question.priority_rank) AS rank FROM ${SESSION_TABLES}
           JOIN question ON question.session_id = session.id AND question.state = 'Open'
           WHERE ${where.sql.join(" AND ")} GROUP BY session.id
         ) AS waiting
         JOIN question ON question.session_id = waiting.id AND question.state = 'Open'
           AND question.priority_rank = waiting.rank
         GROUP BY waiting.id
       ) WHERE ${after.sql.join(" AND ")} ORDER BY rank, oldest, id LIMIT ?`,
    )
    .all(...where.values, ...after.values, filter.limit + 1);
}

function badCursor(): HiloopError {
  return new HiloopError("invalid_input", "This cursor was not given by this list.", {
    advice: "Leave cursor out to start from the beginning.",
  });
}

import type { Database } from "bun:sqlite";
import { HiloopError } from "../../protocol/error.ts";
import type { Agent } from "../../protocol/membership.ts";
import type { AgentStore } from "../contract-members.ts";
import type { Page } from "../contract-sessions.ts";
import type { WriteQueue } from "./write-queue.ts";

const COLUMNS = "id, name, api_key_id AS apiKeyId, created_at AS createdAt, last_seen_at AS lastSeenAt";

export class SqliteAgents implements AgentStore {
  readonly #db: Database;
  readonly #queue: WriteQueue;

  constructor(db: Database, queue: WriteQueue) {
    this.#db = db;
    this.#queue = queue;
  }

  async find(apiKeyId: string, name: string): Promise<Agent | undefined> {
    const row = this.#db
      .query<Agent, [string, string]>(`SELECT ${COLUMNS} FROM agent WHERE api_key_id = ? AND name = ?`)
      .get(apiKeyId, name);
    return row ?? undefined;
  }

  upsert(agent: { id: string; apiKeyId: string; name: string; at: string }, most: number): Promise<Agent> {
    return this.#queue.write(() => {
      this.#requireRoom(agent, most);
      const row = this.#db
        .query<Agent, [string, string, string, string, string]>(
          `INSERT INTO agent (id, api_key_id, name, created_at, last_seen_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (api_key_id, name) DO UPDATE SET last_seen_at = excluded.last_seen_at
           RETURNING ${COLUMNS}`,
        )
        .get(agent.id, agent.apiKeyId, agent.name, agent.at, agent.at);
      if (!row) throw new Error("an upsert returned no row");
      return row;
    });
  }

  #requireRoom({ apiKeyId, name }: { apiKeyId: string; name: string }, most: number): void {
    if (this.#db.query("SELECT 1 FROM agent WHERE api_key_id = ? AND name = ?").get(apiKeyId, name)) return;
    const row = this.#db
      .query<{ agents: number }, [string]>("SELECT count(*) AS agents FROM agent WHERE api_key_id = ?")
      .get(apiKeyId);
    if ((row?.agents ?? 0) < most) return;
    throw new HiloopError("forbidden", `This API key already speaks for ${most} agents.`, {
      advice: "Use the name of one of them, or have another API key made in the inbox.",
    });
  }

  async list(page: { limit: number; cursor?: string }): Promise<Page<Agent>> {
    const rows = this.#db
      .query<Agent, [string, number]>(`SELECT ${COLUMNS} FROM agent WHERE id > ? ORDER BY id LIMIT ?`)
      .all(page.cursor ?? "", page.limit + 1);
    const items = rows.slice(0, page.limit);
    return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
  }
}

import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import type { Answer } from "../../helpers/send.ts";
import { newGuest } from "../../helpers/test-guest.ts";
import { newSession, type TestSession, testSession } from "../../helpers/test-session.ts";
import { type TestSpace, testSpace } from "../../helpers/test-space.ts";
import { someBytes, testUpload } from "../../helpers/test-upload.ts";

/** One create, as the very bytes that a client sends again when it got no answer, and the rows that it makes. */
type Create = { send: () => Promise<Answer>; rows: Record<string, number> };

const CREATES: Record<string, (session: TestSession) => Promise<Create>> = {
  session: async ({ space }) => {
    const { body } = await newSession(space, space.apiKey);
    return {
      send: () => space.as(space.apiKey, "POST", "/sessions", body),
      rows: { session: 1, item: 1, key_wrapping: body.keyWrappings.length },
    };
  },
  message: async ({ space, path, item }) => {
    const body = await item(space.apiKey, { responseRequired: true });
    return {
      send: () => space.as(space.apiKey, "POST", `${path}/messages`, body),
      rows: { item: 1, question: 1 },
    };
  },
  response: async ({ space, path, item, ask, digest }) => {
    const question = await ask();
    const about = { id: question.id, digest: await digest(question) };
    const body = await item(space.owner, { kind: "Response", about }, { response: { text: "yes" } });
    return {
      send: () => space.as(space.owner, "POST", `${path}/messages/${question.id}/response`, body),
      rows: { item: 1 },
    };
  },
  "guest link": async (session) => {
    const { space, path } = session;
    const { body } = await newGuest(session, space.apiKey);
    return {
      send: () => space.as(space.apiKey, "POST", `${path}/guest-tokens`, body),
      rows: { item: 1, guest_token: 1, key_wrapping: 1 },
    };
  },
  attachment: async (session) => {
    const { space, item } = session;
    const upload = testUpload(session, space.apiKey);
    await upload.put(someBytes(100_000), 0);
    const body = await item(space.apiKey, { kind: "Attachment", id: upload.id }, { metadata: { name: "a" } });
    return {
      send: () => space.as(space.apiKey, "POST", upload.path, body),
      rows: { item: 1, attachment: 1 },
    };
  },
};

for (const [name, prepare] of Object.entries(CREATES)) {
  test(`the same ${name} sent again, at once, after a restart or after the session's end, is one row with the first result`, async () => {
    await using space = await testSpace();
    const session = await testSession(space);
    const { send, rows } = await prepare(session);
    const before = rowCounts(space);

    const answers = await Promise.all([send(), send(), send()]);
    answers.push(await send());
    await space.server.restart();
    answers.push(await send());
    const made = difference(rowCounts(space), before);
    await space.as(space.owner, "POST", `${session.path}/close`, {});
    answers.push(await send());

    expect(made).toEqual({ ...rows, usage: 1 });
    const [first] = answers;
    expect(first?.status).toBe(201);
    for (const answer of answers.slice(0, -1))
      expect([answer.status, answer.json]).toEqual([201, first?.json]);
    const last = answers.at(-1);
    expect([last?.status, last?.json.id, last?.json.seq]).toEqual([201, first?.json.id, first?.json.seq]);
  });
}

/** How many rows each table of the space's database has, and how many items are counted for their senders. */
function rowCounts({ server }: TestSpace): Record<string, number> {
  using db = new Database(join(server.dataDir, "hiloop.db"), { readonly: true });
  const tables = db.query<{ name: string }, []>("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const count = (name: string) => {
    const rows = name === "usage" ? "coalesce(sum(items), 0)" : "count(*)";
    return db.query<{ rows: number }, []>(`SELECT ${rows} AS rows FROM ${name}`).get()?.rows ?? 0;
  };
  return Object.fromEntries(tables.map(({ name }) => [name, count(name)]));
}

function difference(after: Record<string, number>, before: Record<string, number>): Record<string, number> {
  const grown = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count !== 0));
}

import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { type CallToolResult, ListRootsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import type { Member } from "../../src/client/member.ts";
import { formatSecret } from "../../src/crypto/secret.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";
import { answer, say } from "../helpers/person.ts";
import { type TempDir, tempDir } from "../helpers/temp-dir.ts";

let space: ClientSpace;
let ada: Member;
let temp: TempDir;
let folder: string;

beforeAll(async () => {
  space = await clientSpace();
  ada = await space.owner();
  temp = await tempDir();
  folder = realpathSync(temp.path);
});
afterAll(async () => {
  await space[Symbol.asyncDispose]();
  await temp[Symbol.asyncDispose]();
});

type Connected = AsyncDisposable & { client: Client };

/** The official SDK's client, connected over real stdio; `roots` are the folders that it says it has open. */
async function connected(roots?: string[]): Promise<Connected> {
  const client = new Client(
    { name: "real-client", version: "1" },
    { capabilities: roots ? { roots: {} } : {} },
  );
  if (roots) {
    client.setRequestHandler(ListRootsRequestSchema, () => ({
      roots: roots.map((root) => ({ uri: pathToFileURL(root).href })),
    }));
  }
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(import.meta.dir, "../helpers/mcp-entry.ts")],
    cwd: "/",
    env: {
      PATH: process.env.PATH ?? "",
      HOME: "/root",
      NO_PROXY: "127.0.0.1",
      TEST_BASE_URL: space.server.url,
      TEST_API_KEY: formatSecret(space.apiKey),
    },
  });
  await client.connect(transport);
  return { client, [Symbol.asyncDispose]: () => client.close() };
}

function textOf(result: unknown): string {
  const { content } = result as CallToolResult;
  const [first] = content;
  return first?.type === "text" ? first.text : "";
}

async function call(client: Client, name: string, args: Record<string, unknown> = {}) {
  return JSON.parse(textOf(await client.callTool({ name, arguments: args })));
}

test("the official client runs the worked example as documented", async () => {
  await using session = await connected();
  const { client } = session;
  expect((await client.listTools()).tools).toHaveLength(11);
  expect(client.getServerVersion()).toMatchObject({ name: "hiloop" });
  const { session_id } = await call(client, "create_session", { title: "Deploy v2.4.1 to production?" });
  const { message_id } = await call(client, "send_message", {
    session_id,
    components: [
      { type: "text", data: { content: "12 new features, 34 bug fixes. All tests passing." } },
      {
        type: "button_group",
        data: {
          buttons: [
            { label: "Approve", action: "approve", variant: "primary" },
            { label: "Reject", action: "reject", variant: "danger" },
          ],
        },
      },
    ],
  });
  const waiting = call(client, "await_response", { session_id });
  await answer(ada, session_id, message_id, { action: "reject", text: "Not on a Friday" });
  expect(await waiting).toMatchObject({ status: "answered", response: "reject", text: "Not on a Friday" });
  const { resources } = await client.listResources();
  expect(resources).toContainEqual({
    uri: `hiloop://sessions/${session_id}`,
    name: "Deploy v2.4.1 to production?",
    mimeType: "text/markdown",
  });
  const [content] = (await client.readResource({ uri: `hiloop://sessions/${session_id}` })).contents;
  expect(content).toMatchObject({ text: expect.stringContaining("> [reject]\n> Not on a Friday") });
});

test("progress comes while a call waits, with growing numbers", async () => {
  await using session = await connected();
  const { client } = session;
  const { session_id } = await call(client, "create_session", { title: "Slow" });
  const { message_id } = await call(client, "send_message", {
    session_id,
    content: "Well?",
    response_required: true,
  });
  const heard: number[] = [];
  const { promise: heardTwice, resolve } = Promise.withResolvers<void>();
  const onprogress = ({ progress, message }: { progress: number; message?: string | undefined }) => {
    expect(message).toBe(
      `Waiting for an answer to “Well?” from Ada in the inbox ${space.server.url}/s/${session_id}`,
    );
    if (heard.push(progress) === 2) resolve();
  };
  const waiting = client.callTool({ name: "await_response", arguments: { session_id } }, undefined, {
    onprogress,
  });
  await heardTwice;
  await answer(ada, session_id, message_id, { text: "yes" });
  expect(JSON.parse(textOf(await waiting))).toMatchObject({ status: "answered" });
  expect(heard.slice(0, 2)).toEqual([1, 2]);
});

test("a cancelled call ends, later calls work, and the answer is still there", async () => {
  await using session = await connected();
  const { client } = session;
  const { session_id } = await call(client, "create_session", { title: "Cancelled" });
  const { message_id } = await call(client, "send_message", {
    session_id,
    content: "Well?",
    response_required: true,
  });
  const cancel = new AbortController();
  const { promise: isHeld, resolve: onprogress } = Promise.withResolvers<unknown>();
  const waiting = client.callTool({ name: "await_response", arguments: { session_id } }, undefined, {
    signal: cancel.signal,
    onprogress,
  });
  await isHeld;
  cancel.abort();
  await expect(waiting).rejects.toThrow();
  await answer(ada, session_id, message_id, { text: "yes" });
  expect(await call(client, "await_response", { session_id })).toMatchObject({
    status: "answered",
    text: "yes",
  });
});

test("two calls wait at the same time in two sessions and each gets its own answer", async () => {
  await using session = await connected();
  const { client } = session;
  const ask = async (title: string) => {
    const { session_id } = await call(client, "create_session", { title });
    const { message_id } = await call(client, "send_message", {
      session_id,
      content: title,
      response_required: true,
    });
    return { session_id, message_id, waiting: call(client, "await_response", { session_id }) };
  };
  const [one, other] = [await ask("one"), await ask("other")];
  await answer(ada, other.session_id, other.message_id, { text: "to other" });
  await answer(ada, one.session_id, one.message_id, { text: "to one" });
  expect(await one.waiting).toMatchObject({ text: "to one" });
  expect(await other.waiting).toMatchObject({ text: "to other" });
});

test("files come from and go to the roots that the client names", async () => {
  const [root, outside] = [join(folder, "root"), join(folder, "outside")];
  for (const path of [root, outside]) mkdirSync(path);
  writeFileSync(join(root, "plan.md"), "# Plan");
  writeFileSync(join(outside, "other.md"), "# Other");
  await using session = await connected([root]);
  const { client } = session;
  const { session_id } = await call(client, "create_session", { title: "Files" });
  const { attachment_id } = await call(client, "upload_attachment", {
    session_id,
    path: join(root, "plan.md"),
  });
  const { path } = await call(client, "download_attachment", { session_id, attachment_id, directory: root });
  expect(path).toBe(join(root, "plan (1).md"));
  expect(readFileSync(path, "utf8")).toBe("# Plan");
  const refused = await client.callTool({
    name: "upload_attachment",
    arguments: { session_id, path: join(outside, "other.md") },
  });
  expect(refused.isError).toBe(true);
  expect(textOf(refused)).toContain("lies outside the folders");
});

test("an error is marked as one and reads as one line", async () => {
  await using session = await connected();
  const { client } = session;
  for (const [name, args] of [
    ["jump", {}],
    ["send_message", { foo: 1 }],
    ["await_response", { session_id: "x" }],
  ] as const) {
    const result = await client.callTool({ name, arguments: args });
    expect(result.isError).toBe(true);
    expect(textOf(result)).not.toContain("\n");
  }
});

test("the prompt is filled in", async () => {
  await using session = await connected();
  const { messages } = await session.client.getPrompt({
    name: "ask_for_approval",
    arguments: { action: "drop the table" },
  });
  expect(messages[0]?.content).toMatchObject({
    type: "text",
    text: expect.stringContaining("drop the table"),
  });
});

test("chat that came before the agent asked is given, not skipped", async () => {
  await using session = await connected();
  const { client } = session;
  const { session_id } = await call(client, "create_session", { title: "Early" });
  await say(ada, session_id, "Ask me!");
  await call(client, "send_message", { session_id, content: "Well?", response_required: true });
  expect(await call(client, "await_response", { session_id })).toMatchObject({
    status: "message",
    text: "Ask me!",
  });
});

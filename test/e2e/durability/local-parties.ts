import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Member } from "../../../src/client/member.ts";
import { LocalSpace } from "../../../src/local/local-space.ts";
import { type McpProcess, mcpProcess } from "../../helpers/mcp-client.ts";
import { PROGRAM, type Sandbox } from "../../local/sandbox.ts";

export const BUTTONS = [
  {
    type: "button_group",
    data: {
      buttons: [
        { label: "Approve", action: "approve" },
        { label: "Reject", action: "reject" },
      ],
    },
  },
];

/** An assistant's `hiloop mcp` over stdio, in the home of a test, started by way of `enter`. */
export async function agentIn(home: Sandbox, enter: string[] = []): Promise<McpProcess> {
  const folder = workFolder(home);
  mkdirSync(folder, { recursive: true });
  // Named, because whoever enters a mount namespace leaves the working directory.
  const env = { ...home.env, HILOOP_ALLOWED_DIRS: folder };
  const agent = mcpProcess({ command: [...enter, ...PROGRAM, "mcp"], cwd: folder, env });
  await agent.initialize();
  return agent;
}

/** From where, and nowhere else in that home, files may be sent. */
export function workFolder(home: Sandbox): string {
  return join(home.folder, "work");
}

/** The owner of the space in that home, as the inbox or a terminal acts. The agent has started the server before. */
export function personIn(home: Sandbox): Promise<Member> {
  return new LocalSpace({ paths: home.paths, port: undefined }).owner();
}

/** A session with one open question of the agent's. */
export async function askToDeploy(agent: McpProcess): Promise<{ session_id: string; message_id: string }> {
  const { session_id } = await agent.call("create_session", { title: "Deploy?" });
  const { message_id } = await agent.call("send_message", { session_id, components: BUTTONS });
  return { session_id, message_id };
}

/** Resolves once the server tells people that an agent holds a wait on the session. */
export async function agentWaits(person: Member, sessionId: string): Promise<void> {
  const stop = new AbortController();
  const { body } = await person.http.open("GET", "/v1/human/events", { signal: stop.signal });
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(`{"type":"waiting","sessionId":"${sessionId}","waiting":true}`)) break;
  }
  stop.abort();
}

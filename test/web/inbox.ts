import type { Page } from "playwright-core";
import type { Member } from "../../src/client/member.ts";
import { inviteDevice } from "../../src/client/membership.ts";
import type { ReadMessage } from "../../src/client/read-item.ts";
import { type NewMessage, sendMessage } from "../../src/client/send.ts";
import type { SessionLog } from "../../src/client/session-log.ts";
import { createSession } from "../../src/client/sessions.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";

/** A real server with a space, an agent that asks, and a person whose browser is not signed in yet. */
export type Inbox = AsyncDisposable & {
  space: ClientSpace;
  url: string;
  agent: Member;
  owner: Member;
  ask(title: string, message: NewMessage): Promise<{ log: SessionLog; message: ReadMessage }>;
  /** Opens a fresh link of `hiloop open`'s kind and presses its one button. */
  signIn(page: Page): Promise<void>;
};

export const APPROVAL: NewMessage = {
  components: [
    { type: "text", data: { content: "12 new features, 34 bug fixes. All tests passing." } },
    {
      type: "button_group",
      data: {
        buttons: [
          { label: "Approve", action: "approve", variant: "primary" },
          { label: "Reject", action: "reject", variant: "danger", comment: "required" },
        ],
      },
    },
  ],
};

export async function openInbox(): Promise<Inbox> {
  const space = await clientSpace();
  const { url } = space.server;
  const [agent, owner] = await Promise.all([space.connect(space.apiKey, "Release bot"), space.owner()]);
  return {
    space,
    url,
    agent,
    owner,
    async ask(title, message) {
      const log = await createSession(agent, { title });
      return { log, message: await sendMessage(log, message) };
    },
    async signIn(page) {
      const { code } = await inviteDevice(owner, { expiresInSeconds: 60 });
      await page.goto(`${url}/join#${code}`);
      await page.getByRole("button", { name: "Open the inbox on this browser" }).click();
      await page.waitForURL(`${url}/`);
    },
    [Symbol.asyncDispose]: () => space[Symbol.asyncDispose](),
  };
}

/** What a person would see as broken: script errors and refused content, but not the server's own refusals. */
export function faults(problems: readonly string[]): string[] {
  return problems.filter((problem) => !problem.startsWith("Failed to load resource"));
}

import { type Awaited, awaitResponse } from "../../client/await-response.ts";
import { Deliveries } from "../../client/deliveries.ts";
import type { ReadMessage } from "../../client/read-item.ts";
import { cancelQuestion, respond, sendMessage } from "../../client/send.ts";
import type { SessionLog } from "../../client/session-log.ts";
import { createSession, inboxUrl } from "../../client/sessions.ts";
import type { ComponentNode } from "../../components/component.ts";
import { componentsToText } from "../../components/to-text.ts";
import { LocalSpace } from "../../local/local-space.ts";
import { openInbox } from "../../local/open-inbox.ts";
import { awaitResult } from "../../tools/results/await-result.ts";
import { printAnswer } from "../answer.ts";
import { defineCommand } from "../command.ts";
import { HOME_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import type { Context } from "../context.ts";
import { onKeys } from "../keys.ts";
import { usageError } from "../usage-error.ts";

const TITLE = "Deploy v2.4.1 to production?";
const COMPONENTS: ComponentNode[] = [
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
];
const ACTIONS = ["approve", "reject"] as const;
type Action = (typeof ACTIONS)[number];
type Via = "cli" | "demo (simulated)";
type Asked = { space: LocalSpace; log: SessionLog; question: ReadMessage };
const A_LONG_TIME = 24 * 60 * 60;

export const command = defineCommand({
  flags: {
    answer: {
      type: "string",
      hint: "approve|reject",
      description: "Let the demo answer itself, as the person, marked as simulated",
    },
    json: { type: "boolean", description: "Print what await_response gives" },
    ...HOME_FLAGS,
  },
  run: async (flags, _positionals, context) => {
    const scripted = ACTIONS.find((action) => action === flags.answer);
    if (flags.answer !== undefined && !scripted) {
      throw usageError(context.commandName, "--answer is approve or reject.");
    }
    const config = configFrom(flags);
    const space = new LocalSpace(config);
    const agent = await space.connectAgent("hiloop demo");
    const log = await createSession(agent, { title: TITLE });
    const question = await sendMessage(log, { components: COMPONENTS });
    context.print.note(`An agent asks you:\n\n  ${TITLE}\n${indented(componentsToText(COMPONENTS))}\n`);
    const asked = { space, log, question };
    const stop = await bringAnswer(asked, scripted, context, () => openInbox(config, () => space.owner()));
    try {
      const awaited = await waitFor(asked, context.signal);
      if (flags.json) context.print.json(awaitResult(log, awaited));
      else printAnswer(context.print, awaited, inboxUrl(agent, log.id));
      return awaited.status === "answered" ? 0 : 1;
    } catch (error) {
      // An open question would keep the local server awake for nobody.
      if (context.signal.aborted) await cancelQuestion(log, question.id);
      throw error;
    } finally {
      stop();
    }
  },
});

/** Sees to it that an answer can come: by the browser, by keys, or else by itself. Gives what ends the listening. */
async function bringAnswer(
  asked: Asked,
  scripted: Action | undefined,
  { terminal, print }: Context,
  open: () => ReturnType<typeof openInbox>,
): Promise<() => void> {
  const nothing = () => undefined;
  if (scripted) {
    print.note(`The demo answers for you: ${scripted} (simulated).`);
    await answer(asked, scripted, "demo (simulated)");
    return nothing;
  }
  const opening = await open();
  const url = inboxUrl(asked.log.member, asked.log.id);
  const keys = terminal.input && terminal.messages;
  if (!opening.opened && !keys) {
    print.note(
      `There is neither a browser (${opening.reason}) nor a terminal here, so the demo answers for you: approve (simulated).`,
    );
    await answer(asked, "approve", "demo (simulated)");
    return nothing;
  }
  // First the keys, then the line that asks for one: what is pressed at once is not echoed.
  const restore = keys
    ? onKeys({ a: () => answer(asked, "approve", "cli"), r: () => answer(asked, "reject", "cli") })
    : nothing;
  if (opening.opened) {
    print.note(`The inbox is open in your browser: ${url}`);
    print.note(keys ? "Answer there, or press a to approve, r to reject." : "Answer there.");
  } else {
    print.note(`The inbox cannot be opened from here (${opening.reason}). Press a to approve, r to reject.`);
  }
  return restore;
}

/** As the person, by the human API: the agent's own cannot answer. */
async function answer({ space, log, question }: Asked, action: Action, via: Via): Promise<void> {
  const owner = await space.owner();
  await respond(await owner.session(log.id), { questionId: question.id, answer: { action }, via });
}

async function waitFor({ log, question }: Asked, signal: AbortSignal): Promise<Awaited> {
  const deliveries = new Deliveries();
  for (;;) {
    const awaited = await awaitResponse(log, {
      deliveries,
      questionId: question.id,
      waitSeconds: A_LONG_TIME,
      signal,
    });
    if (awaited.status !== "message" && awaited.status !== "pending") return awaited;
  }
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

import { readFileSync } from "node:fs";
import { type Awaited, awaitResponse } from "../../client/await-response.ts";
import { Deliveries } from "../../client/deliveries.ts";
import type { Member } from "../../client/member.ts";
import type { ReadMessage } from "../../client/read-item.ts";
import { type NewMessage, sendMessage } from "../../client/send.ts";
import { sendInNewSession } from "../../client/send-in-new-session.ts";
import type { SessionLog } from "../../client/session-log.ts";
import { inboxUrl } from "../../client/sessions.ts";
import { shownFolder } from "../../client/shown-folder.ts";
import type { ComponentNode } from "../../components/component.ts";
import { parseComponents } from "../../components/parse-components.ts";
import { HiloopError, toHiloopError } from "../../protocol/error.ts";
import { awaitResult } from "../../tools/results/await-result.ts";
import { exitCodeOf, passingActions, printAnswer } from "../answer.ts";
import { defineCommand } from "../command.ts";
import { SPACE_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import type { Context } from "../context.ts";
import { optionButtons } from "../option-buttons.ts";
import { seconds } from "../seconds.ts";
import { SpaceAccess } from "../space-access.ts";
import { usageError } from "../usage-error.ts";

const TITLE_LENGTH = 120;
const A_LONG_TIME = 90 * 24 * 60 * 60;

export const command = defineCommand({
  positionals: [{ name: "question", description: "a question (Markdown; - reads it from stdin)" }],
  flags: {
    option: {
      type: "string",
      multiple: true,
      hint: "LABEL",
      description: "A button; LABEL=ACTION says what is printed when it is pressed",
    },
    components: {
      type: "string",
      hint: "FILE",
      description: "Components as JSON, from a file or - for stdin",
    },
    title: {
      type: "string",
      hint: "TEXT",
      description: "Title of the session (default: the question's first line)",
    },
    session: { type: "string", hint: "ID", description: "Ask in this session instead of a new one" },
    timeout: {
      type: "string",
      hint: "SECONDS",
      description: "Wait no longer than this (default: until it ends)",
    },
    expires: { type: "string", hint: "SECONDS", description: "After this nobody can answer any more" },
    json: { type: "boolean", description: "Print JSON" },
    "exit-code": {
      type: "boolean",
      description:
        "Exit with 0 only for the first option or one that --ok names, with 5 for any other answer",
    },
    ok: {
      type: "string",
      multiple: true,
      hint: "ACTION",
      description: "With --exit-code: another answer to go on with",
    },
    ...SPACE_FLAGS,
  },
  run: async (flags, [given = ""], context) => {
    if (given === "-" && flags.components === "-") {
      throw usageError(
        context.commandName,
        "Only one of the question and the components can come from stdin.",
      );
    }
    const content = given === "-" ? readInput("-") : given;
    // Before anything is sent: a session without its question would be left behind.
    if (!content.trim()) throw usageError(context.commandName, "The question is empty.");
    const components = messageComponents(flags.option, flags.components, context);
    const passing = passingOf(flags, components, context);
    const waitSeconds = seconds("--timeout", flags.timeout) ?? A_LONG_TIME;
    const expiresInSeconds = seconds("--expires", flags.expires);
    const config = configFrom(flags);
    const space = new SpaceAccess(config);
    const member = await space.connectAgent("hiloop ask");
    const message = {
      content,
      components,
      responseRequired: true,
      folder: shownFolder([config.cwd], config.userHome),
      ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
    };
    const deliveries = new Deliveries();
    const { log, question } = flags.session
      ? await askIn(await member.session(flags.session), message, deliveries)
      : await askInNew(member, flags.title ?? titleOf(content), message);
    const notice = await space.announce(member);
    if (notice) context.print.note(notice);
    context.print.note(`Waiting for an answer in the inbox: ${inboxUrl(member, log.id)}`);
    const awaited = await waitFor({ log, question, deliveries }, waitSeconds, context);
    if (flags.json) context.print.json({ ...awaitResult(log, awaited), session_id: log.id });
    else printAnswer(context.print, awaited, inboxUrl(member, log.id));
    return exitCodeOf(awaited, passing);
  },
});

function passingOf(
  { ok, "exit-code": wanted }: { ok: string[]; "exit-code": boolean },
  components: ComponentNode[],
  { commandName }: Context,
): Set<string> | undefined {
  if (wanted) return passingActions(commandName, components, ok);
  if (ok.length > 0) throw usageError(commandName, "--ok goes with --exit-code.");
  return undefined;
}

type Asked = { log: SessionLog; question: ReadMessage };

/** What waits in the session for its assistant has been given to nobody by this command, and it does not say so. */
async function askIn(log: SessionLog, message: NewMessage, deliveries: Deliveries): Promise<Asked> {
  return { log, question: await sendMessage(log, { ...message, seenSeq: deliveries.cursor(log) }) };
}

async function askInNew(member: Member, title: string, message: NewMessage): Promise<Asked> {
  const sent = await sendInNewSession(member, { title }, message);
  return { log: sent.log, question: sent.message };
}

function messageComponents(options: string[], file: string | undefined, context: Context): ComponentNode[] {
  if (options.length > 0 && file !== undefined) {
    throw usageError(context.commandName, "Use --option or --components, not both.");
  }
  if (file !== undefined) return parseComponents(readInput(file));
  return options.length > 0 ? [optionButtons(options)] : [];
}

function readInput(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (cause) {
    throw new HiloopError("invalid_input", `${file === "-" ? "stdin" : file} cannot be read.`, {
      advice: "Give the name of a file that exists, or - for stdin.",
      cause,
    });
  }
}

function titleOf(content: string): string {
  const line =
    content
      .trim()
      .split("\n")[0]
      ?.replace(/^#+\s*/, "") ?? "";
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH - 1)}…`;
}

/** Free chat is shown by the inbox, and what cannot be read is said once; here only the question's own end counts. */
async function waitFor(
  { log, question, deliveries }: Asked & { deliveries: Deliveries },
  waitSeconds: number,
  { signal, print }: Context,
): Promise<Awaited> {
  const deadline = Date.now() + waitSeconds * 1000;
  let said = "";
  for (;;) {
    try {
      const awaited = await awaitResponse(log, {
        deliveries,
        questionId: question.id,
        waitSeconds: Math.max(0, Math.ceil((deadline - Date.now()) / 1000)),
        signal,
        onTrouble: (trouble) => print.note(`${trouble} The wait goes on.`),
      });
      if (awaited.status !== "message") return awaited;
    } catch (thrown) {
      const error = toHiloopError(thrown);
      // The same again is no entry that was passed over: the session itself cannot be believed.
      if (error.code !== "tampered" || error.message === said) throw error;
      said = error.message;
      print.note(error.sentence);
    }
  }
}

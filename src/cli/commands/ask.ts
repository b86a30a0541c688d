import { readFileSync } from "node:fs";
import { type Awaited, awaitResponse } from "../../client/await-response.ts";
import { Deliveries } from "../../client/deliveries.ts";
import type { ReadMessage } from "../../client/read-item.ts";
import { sendMessage } from "../../client/send.ts";
import type { SessionLog } from "../../client/session-log.ts";
import { createSession, inboxUrl } from "../../client/sessions.ts";
import type { ComponentNode } from "../../components/component.ts";
import { parseComponents } from "../../components/parse-components.ts";
import { HiloopError } from "../../protocol/error.ts";
import { awaitResult } from "../../tools/results/await-result.ts";
import { exitCodeOf, printAnswer } from "../answer.ts";
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
    "exit-code": { type: "boolean", description: "Exit with 5 when the answer is a negative one" },
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
    const waitSeconds = seconds("--timeout", flags.timeout) ?? A_LONG_TIME;
    const expiresInSeconds = seconds("--expires", flags.expires);
    const space = new SpaceAccess(configFrom(flags));
    const member = await space.connectAgent("hiloop ask");
    const log = flags.session
      ? await member.session(flags.session)
      : await createSession(member, { title: flags.title ?? titleOf(content) });
    const question = await sendMessage(log, {
      content,
      components,
      responseRequired: true,
      ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
    });
    const notice = await space.announce(member);
    if (notice) context.print.note(notice);
    context.print.note(`Waiting for an answer in the inbox: ${inboxUrl(member, log.id)}`);
    const awaited = await waitFor(log, question, waitSeconds, context.signal);
    if (flags.json) context.print.json({ ...awaitResult(log, awaited), session_id: log.id });
    else printAnswer(context.print, awaited, inboxUrl(member, log.id));
    return exitCodeOf(awaited, flags["exit-code"]);
  },
});

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

/** Free chat is shown by the inbox; here only the question's own end counts. */
async function waitFor(
  log: SessionLog,
  question: ReadMessage,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<Awaited> {
  const deliveries = new Deliveries();
  const deadline = Date.now() + waitSeconds * 1000;
  for (;;) {
    const left = Math.max(0, Math.ceil((deadline - Date.now()) / 1000));
    const awaited = await awaitResponse(log, {
      deliveries,
      questionId: question.id,
      waitSeconds: left,
      signal,
    });
    if (awaited.status !== "message") return awaited;
  }
}

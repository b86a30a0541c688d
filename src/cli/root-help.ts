import { COMMANDS, NAME, SUMMARY } from "./cli.ts";
import { helpText } from "./help.ts";

/** The help of hiloop itself. A macro: it runs while hiloop is built, so that showing it loads nothing. */
export async function rootHelp(): Promise<string> {
  return await helpText({ name: NAME, summary: SUMMARY, commands: COMMANDS });
}

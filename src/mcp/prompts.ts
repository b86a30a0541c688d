import type { GetPromptResult, Prompt } from "@modelcontextprotocol/sdk/types.js";
import * as v from "valibot";

export const PROMPTS: Prompt[] = [
  {
    name: "ask_for_approval",
    title: "Ask for approval",
    description: "Have a person approve something before the assistant does it.",
    arguments: [
      {
        name: "action",
        description: "What is to be done, such as: deploy v2.4.1 to production",
        required: true,
      },
    ],
  },
];

/** The prompt's text; undefined when there is no such prompt. */
export function getPrompt(name: string, args: unknown): GetPromptResult | undefined {
  const prompt = PROMPTS.find((candidate) => candidate.name === name);
  if (!prompt) return undefined;
  const { output, success } = v.safeParse(v.object({ action: v.string() }), args);
  const action = (success && output.action.trim()) || "what we just discussed";
  const text =
    `Before you do the following, ask a person with ask_human and the options "Approve" and "Reject": ${action}. ` +
    "Put into details what they need to decide: what changes, what could go wrong, how to undo it. " +
    "Go on only when response is Approve; while the status is pending, wait again with ask_human.";
  return {
    ...(prompt.description === undefined ? {} : { description: prompt.description }),
    messages: [{ role: "user", content: { type: "text", text } }],
  };
}

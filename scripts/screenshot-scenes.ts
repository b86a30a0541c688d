import type { NewMessage } from "../src/client/send.ts";
import type { Answer } from "../src/components/answer.ts";

type Scene = { agentName: string; title: string; messages: NewMessage[]; answer?: Answer };

/** What the pictures show: the first scene is the one that is open. */
export const SCENES: Scene[] = [
  {
    agentName: "Release assistant",
    title: "Deploy v2.4.1 to production?",
    messages: [
      { content: "The release branch is green. I looked through the changes once more before asking." },
      {
        priority: "High",
        folder: "~/work/shop",
        components: [
          { type: "text", data: { content: "12 new features, 34 bug fixes. All tests passing." } },
          {
            type: "metric_grid",
            data: {
              metrics: [
                { label: "Tests", value: "1,204", change: "+38" },
                { label: "Coverage", value: "94 %", change: "+0.6" },
                { label: "Bundle", value: "182 kB", change: "−4 kB" },
              ],
            },
          },
          {
            type: "steps",
            data: {
              steps: [
                { label: "Build and test", status: "done" },
                { label: "Staging, two hours without errors", status: "done" },
                { label: "Production", status: "pending", detail: "waits for you" },
              ],
            },
          },
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
      },
    ],
  },
  {
    agentName: "Database assistant",
    title: "Delete 1,318 inactive accounts?",
    messages: [
      {
        content: "None has signed in since 2023.",
        components: [
          {
            type: "button_group",
            data: {
              buttons: [
                { label: "Delete", action: "delete", variant: "danger" },
                { label: "Keep", action: "keep" },
              ],
            },
          },
        ],
      },
    ],
  },
  {
    agentName: "Travel assistant",
    title: "Which train to Vienna?",
    messages: [
      {
        content: "Both arrive before the meeting.",
        components: [
          {
            type: "button_group",
            data: {
              buttons: [
                { label: "7:12, one change", action: "early" },
                { label: "8:30, direct", action: "direct", variant: "primary" },
              ],
            },
          },
        ],
      },
    ],
    answer: { action: "direct" },
  },
  {
    agentName: "Release assistant",
    title: "Changelog for v2.4.1",
    messages: [{ content: "The draft is in the repository." }],
  },
];

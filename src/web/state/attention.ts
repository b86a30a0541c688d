import { effect, signal, untracked } from "@preact/signals";
import { visibleName } from "../../components/visible-text.ts";
import { namedText } from "../parts/named-text.ts";
import { feed, isWaiting, waitingCount } from "./feed.ts";
import { navigate, type Route, route, sessionPath } from "./route.ts";

/** Whether this browser may show notifications; `unsupported` where there are none. */
export const permission = signal<NotificationPermission | "unsupported">(
  "Notification" in globalThis ? Notification.permission : "unsupported",
);

/** Asks the browser; only ever after a click. */
export async function askPermission(): Promise<void> {
  if (permission.value !== "unsupported") permission.value = await Notification.requestPermission();
}

let knownQuestions: Set<string> | undefined;

const PAGE_NAMES: Partial<Record<Route["page"], string>> = {
  agents: "Agents",
  settings: "Settings",
  join: "Open the inbox",
  setup: "Set up",
  guest: "Guest",
};

/** How many questions wait. Titles of sessions stay out of it: browsers keep page titles in their history. */
effect(() => {
  const count = waitingCount.value;
  const name = PAGE_NAMES[route.value.page];
  document.title = `${count > 0 ? `(${count}) ` : ""}${name ? `${name} · ` : ""}hiloop`;
});

/** A notification for every question that was not there before, while nobody looks at the page. */
effect(() => {
  const waiting = feed.value?.items.filter(isWaiting);
  if (!waiting) return;
  const before = knownQuestions;
  knownQuestions = new Set(waiting.flatMap(({ openQuestions }) => openQuestions.map(({ id }) => id)));
  if (!before) return;
  for (const session of waiting) {
    const fresh = session.openQuestions.find(({ id }) => !before.has(id));
    if (fresh) untracked(() => notify(session, fresh.id));
  }
});

function notify(session: { id: string; agentName: string; title: string }, questionId: string): void {
  if (permission.value !== "granted" || document.visibilityState === "visible") return;
  // The tag makes several tabs show one notification.
  const notification = new Notification(`${namedText({ name: session.agentName, type: "Agent" })} asks`, {
    body: visibleName(session.title),
    tag: questionId,
  });
  notification.onclick = () => {
    focus();
    navigate(sessionPath(session.id));
    notification.close();
  };
}

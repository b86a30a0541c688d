import { signal } from "@preact/signals";
import { navigate, route } from "./route.ts";

/** Every key of the inbox, for the list that `?` opens. */
export const SHORTCUTS = [
  { keys: ["j", "k"], does: "next and previous session in the list" },
  { keys: ["Enter"], does: "open the session" },
  { keys: ["1", "9"], range: true, does: "press a button of the question" },
  { keys: ["c"], does: "write a message" },
  { keys: ["u"], does: "back to the list" },
  { keys: ["Esc"], does: "leave a field" },
  { keys: ["?"], does: "this list" },
] as const;

const SETTING = "hiloop shortcuts";

export const isListOpen = signal(false);
export const areShortcutsOn = signal(localStorage.getItem(SETTING) !== "off");

export function switchShortcuts(isOn: boolean): void {
  areShortcutsOn.value = isOn;
  localStorage.setItem(SETTING, isOn ? "on" : "off");
}

/** Single keys, as long as nobody types and no window is open. */
export function listenForShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isField(event.target)) event.target.blur();
    const isFree =
      !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && !isField(event.target);
    if (!areShortcutsOn.value || !isFree || document.querySelector("dialog[open]")) return;
    if (press(event.key, event.repeat)) event.preventDefault();
  });
}

function press(key: string, isHeld: boolean): boolean {
  if (key === "?") isListOpen.value = true;
  else if (key === "j" || key === "k") moveInFeed(key === "j" ? 1 : -1);
  else if (key === "u" && route.value.page === "session") navigate("/");
  else if (key === "c") document.querySelector<HTMLElement>("[data-key=write]")?.focus();
  else if (/^[1-9]$/.test(key)) {
    // A key that is held down longer than one question takes must not answer the next.
    if (!isHeld) pressButton(Number(key) - 1);
  } else return false;
  return true;
}

/** Buttons of the first question that is in front. */
function pressButton(index: number): void {
  const question = document.querySelector(".question");
  question?.querySelectorAll<HTMLElement>(".answer-button")[index]?.click();
}

function moveInFeed(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-feed-row]")];
  const current = rows.findIndex(
    (row) => row === document.activeElement || row.contains(document.activeElement),
  );
  const chosen = rows.findIndex((row) => row.getAttribute("aria-current") === "page");
  const from = current >= 0 ? current : chosen;
  const next = from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + step));
  rows[next]?.focus();
}

function isField(target: EventTarget | null): target is HTMLElement {
  const isText =
    target instanceof HTMLInputElement && !["checkbox", "radio", "range", "file"].includes(target.type);
  return isText || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

import { Icon } from "../parts/icon.tsx";
import { askPermission, permission } from "../state/attention.ts";

/** Asks for notifications after a click, and shows how it stands; nothing where a browser has none. */
export function BellButton() {
  const state = permission.value;
  if (state === "unsupported") return null;
  if (state === "default") {
    return (
      <button
        type="button"
        class="icon-button"
        aria-label="Notify me of new questions"
        onClick={askPermission}
      >
        <Icon name="bell" />
      </button>
    );
  }
  const words =
    state === "granted" ? "Notifications are on" : "Notifications are blocked in this browser's settings";
  return (
    <span class="bell-state" role="img" aria-label={words} title={words}>
      <Icon name={state === "granted" ? "bell" : "bell-off"} />
    </span>
  );
}

import { Dialog } from "../parts/dialog.tsx";
import { areShortcutsOn, isListOpen, SHORTCUTS, switchShortcuts } from "../state/shortcuts.ts";

/** The window that `?` opens. */
export function ShortcutList() {
  if (!isListOpen.value) return null;
  return (
    <Dialog title="Keyboard" onClose={close}>
      <dl class="shortcuts">
        {SHORTCUTS.map(({ keys, does, ...rest }) => (
          <div key={does} class="shortcut">
            <dt>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && ("range" in rest ? " to " : " ")}
                  <kbd>{key}</kbd>
                </span>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="choice">
        <input
          type="checkbox"
          checked={areShortcutsOn.value}
          onChange={(event) => switchShortcuts(event.currentTarget.checked)}
        />
        <span>Single keys are on in this browser</span>
      </label>
    </Dialog>
  );
}

function close(): void {
  isListOpen.value = false;
}

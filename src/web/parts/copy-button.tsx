import { useSignal } from "@preact/signals";
import { Icon } from "./icon.tsx";

const SHOWN_MS = 2_000;

/** Copies text; says so on the button and to screen readers. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const state = useSignal<"ready" | "copied" | "failed">("ready");
  async function copy(): Promise<void> {
    state.value = await navigator.clipboard.writeText(text).then(
      () => "copied" as const,
      () => "failed" as const,
    );
    setTimeout(() => {
      state.value = "ready";
    }, SHOWN_MS);
  }
  const words = { ready: label, copied: "Copied", failed: "Select and copy it by hand" };
  return (
    <button type="button" class="button button-small" onClick={copy}>
      <Icon name={state.value === "copied" ? "check" : "copy"} small />
      <span aria-live="polite">{words[state.value]}</span>
    </button>
  );
}

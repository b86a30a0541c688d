import { useSignal } from "@preact/signals";
import type { Member } from "../../client/member.ts";
import { addApiKey } from "../../client/membership.ts";
import { HiloopError } from "../../protocol/error.ts";
import { ErrorText } from "../parts/error-text.tsx";
import { submitting, useAction } from "../parts/use-action.ts";
import { refreshAgents } from "../state/agents.ts";

type NewKeyFormProps = { member: Member; onMade(made: { name: string; apiKey: string }): void };

export function NewKeyForm({ member, onMade }: NewKeyFormProps) {
  const name = useSignal("");
  const make = useAction(async () => {
    const chosen = name.value.trim();
    if (chosen === "")
      throw new HiloopError("invalid_input", "Give it a name, such as the assistant's or the computer's.");
    const { apiKey } = await addApiKey(member, { name: chosen });
    await refreshAgents(member);
    onMade({ name: chosen, apiKey });
  });
  return (
    <form class="inline-form" onSubmit={submitting(make)}>
      <div class="field">
        <label class="field-label" for="key-name">
          Name of the new key
        </label>
        <div class="inline-form-row">
          <input
            id="key-name"
            class="input"
            maxLength={120}
            autocomplete="off"
            placeholder="Release bot"
            aria-invalid={make.error !== undefined}
            value={name.value}
            onInput={(event) => {
              name.value = event.currentTarget.value;
              make.forgetError();
            }}
          />
          <button type="submit" class="button button-primary" aria-disabled={make.isBusy}>
            {make.isBusy ? "Making…" : "Make key"}
          </button>
        </div>
      </div>
      <ErrorText error={make.error} />
    </form>
  );
}

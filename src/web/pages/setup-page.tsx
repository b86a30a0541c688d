import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Member } from "../../client/member.ts";
import { HiloopError } from "../../protocol/error.ts";
import { ErrorText } from "../parts/error-text.tsx";
import { submitting, useAction } from "../parts/use-action.ts";
import { keepDevice, signIn } from "../state/account.ts";
import { NewSpaceDraft } from "../state/new-space.ts";
import { fragment, navigate } from "../state/route.ts";
import { PlainPage } from "./plain-page.tsx";
import { RecoveryCode } from "./recovery-code.tsx";

type Made = { member: Member; root: string; recoveryCode: string };

/** First owner of a self-hosted server: a name makes the space, then the recovery code is shown once. */
export function SetupPage() {
  const made = useSignal<Made | undefined>(undefined);
  if (made.value) return <KeepCode made={made.value} />;
  if (!fragment) return <BrokenSetup />;
  return (
    <NameForm
      onMade={(value) => {
        made.value = value;
      }}
    />
  );
}

function NameForm({ onMade }: { onMade(made: Made): void }) {
  // Kept through retries, so that a request that was lost is sent again as it was.
  const draft = useRef(new NewSpaceDraft(fragment));
  const name = useSignal("");
  const make = useAction(async () => {
    const made = await draft.current.make(name.value).catch(explain);
    // Before the code is shown: a tab that is closed over it must not leave a space that nobody can enter.
    await keepDevice(made.member, made.root);
    onMade(made);
  });
  return (
    <PlainPage title="Set this server up">
      <p>You are the first here. Your name makes you the owner of its space; you can invite others later.</p>
      <form class="stack" onSubmit={submitting(make)}>
        <div class="field">
          <label class="field-label" for="owner-name">
            Your name
          </label>
          <input
            id="owner-name"
            class="input"
            autocomplete="name"
            maxLength={100}
            aria-invalid={make.error !== undefined}
            value={name.value}
            onInput={(event) => {
              name.value = event.currentTarget.value;
              make.forgetError();
            }}
          />
          <p class="field-hint">Assistants and colleagues see it beside your answers.</p>
        </div>
        <ErrorText error={make.error} />
        <button type="submit" class="button button-primary button-wide" aria-disabled={make.isBusy}>
          {make.isBusy ? "Making keys…" : "Make the space"}
        </button>
      </form>
    </PlainPage>
  );
}

function KeepCode({ made }: { made: Made }) {
  async function done(): Promise<void> {
    await signIn(made.member, made.root);
    navigate("/", { replace: true });
  }
  return (
    <PlainPage title="Keep your recovery code">
      <p>
        It signs you in when every browser of yours is lost. It is shown this once, and nobody can make it
        again: put it where you keep passwords.
      </p>
      <RecoveryCode code={made.recoveryCode} />
      <p>
        <button type="button" class="button button-primary button-wide" onClick={done}>
          I have kept it: open the inbox
        </button>
      </p>
    </PlainPage>
  );
}

function BrokenSetup() {
  return (
    <PlainPage title="This setup link is not complete">
      <p>
        The part behind the <code>#</code> is missing. The server prints the whole link in its terminal when
        it starts for the first time; copy it once more from there.
      </p>
    </PlainPage>
  );
}

function explain(error: unknown): never {
  if (!(error instanceof HiloopError) || error.code !== "conflict") throw error;
  throw new HiloopError("conflict", "This server has been set up already.", {
    advice: "Ask its owner for an invite, or sign in with a recovery code.",
    cause: error,
  });
}

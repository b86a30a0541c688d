import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { HiloopError } from "../../protocol/error.ts";
import { ErrorText } from "../parts/error-text.tsx";
import { Notice } from "../parts/notice.tsx";
import { submitting, useAction } from "../parts/use-action.ts";
import { isLocalServer } from "../state/network.ts";
import { signInWithCode } from "../state/recovery.ts";
import { isServerSetUp } from "../state/server-health.ts";
import { PlainPage } from "./plain-page.tsx";

/** A browser that nobody has signed in: how to, and the recovery code for those who have one. */
export function SignInPage({ reason }: { reason: HiloopError | undefined }) {
  const isSetUp = useSignal<boolean | undefined>(undefined);
  useEffect(() => {
    isServerSetUp().then((answer) => {
      isSetUp.value = answer;
    });
  }, []);
  if (isSetUp.value === false) return <NotSetUp />;
  return (
    <PlainPage title="Sign in to this inbox">
      {reason && (
        <Notice level="warning" title="This browser was signed out">
          <p>It was removed from the space, or the space was set up anew.</p>
        </Notice>
      )}
      <p>
        {isLocalServer
          ? "On this computer, run"
          : "On a device that is signed in, make a link for this one, or run"}
      </p>
      <pre class="command">hiloop open</pre>
      <p>and this page opens signed in. There are no passwords: every browser has keys of its own.</p>
      <RecoveryForm />
    </PlainPage>
  );
}

function NotSetUp() {
  return (
    <PlainPage title="This server is new">
      <p>
        It has no space yet. Open the setup link that it gave when it started: it stands in its terminal, or
        in the file that the terminal names. Whoever opens it becomes the owner.
      </p>
    </PlainPage>
  );
}

function RecoveryForm() {
  const code = useSignal("");
  const signIn = useAction(() => signInWithCode(code.value.trim()));
  return (
    <form class="stack plain-section" onSubmit={submitting(signIn)}>
      <div class="field">
        <label class="field-label" for="recovery-code">
          Or use your recovery code
        </label>
        <input
          id="recovery-code"
          class="input input-mono"
          type="password"
          autocomplete="off"
          spellcheck={false}
          placeholder="hlu_…"
          aria-invalid={signIn.error !== undefined}
          value={code.value}
          onInput={(event) => {
            code.value = event.currentTarget.value;
            signIn.forgetError();
          }}
        />
        <p class="field-hint">You were shown it once, when the space was made. It stays valid.</p>
      </div>
      <ErrorText error={signIn.error} />
      <button type="submit" class="button" aria-disabled={signIn.isBusy}>
        {signIn.isBusy ? "Making keys…" : "Sign in"}
      </button>
    </form>
  );
}

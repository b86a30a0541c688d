import { useSignal } from "@preact/signals";
import type { Member } from "../../client/member.ts";
import { addRecoveryDevice } from "../../client/membership.ts";
import { visibleName } from "../../components/visible-text.ts";
import { Dialog } from "../parts/dialog.tsx";
import { ErrorText } from "../parts/error-text.tsx";
import { longTime } from "../parts/time.tsx";
import { useAction } from "../parts/use-action.ts";
import { Shell } from "../shell/shell.tsx";
import { signOut } from "../state/account.ts";
import { navigate } from "../state/route.ts";
import { RecoveryCode } from "./recovery-code.tsx";

/** This browser, the recovery code, and the way out. */
export function SettingsPage({ member }: { member: Member }) {
  const own = member.roster.members.get(member.identity.id);
  return (
    <Shell>
      <main id="main" class="page" tabIndex={-1}>
        <h1>Settings</h1>
        <h2 class="page-section">This browser</h2>
        <dl class="kv">
          <Row name="You" value={own?.name ?? ""} />
          <Row name="Device" value={own?.label ?? ""} />
          <Row name="Since" value={own ? longTime(own.addedAt) : ""} />
          <Row name="Fingerprint" value={member.identity.id.slice(0, 16)} />
          <Row name="Server" value={`${location.origin}, version ${member.me.serverVersion}`} />
        </dl>
        <h2 class="page-section">Recovery code</h2>
        <NewRecoveryCode member={member} />
        <h2 class="page-section">Sign out</h2>
        <SignOut />
      </main>
    </Shell>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <div class="kv-row">
      <dt>{name}</dt>
      <dd>{visibleName(value)}</dd>
    </div>
  );
}

function NewRecoveryCode({ member }: { member: Member }) {
  const code = useSignal("");
  const make = useAction(async () => {
    code.value = (await addRecoveryDevice(member)).code;
  });
  if (code.value) {
    return (
      <div class="stack">
        <p>It is shown this once. Keep it where you keep passwords; earlier codes stay valid.</p>
        <RecoveryCode code={code.value} />
      </div>
    );
  }
  return (
    <div class="stack">
      <p>It signs you in when every browser of yours is lost, and can be shown only when it is made.</p>
      <ErrorText error={make.error} />
      <p>
        <button type="button" class="button" aria-disabled={make.isBusy} onClick={make.run}>
          {make.isBusy ? "Making…" : "Make a recovery code"}
        </button>
      </p>
    </div>
  );
}

function SignOut() {
  const isAsking = useSignal(false);
  function ask(): void {
    isAsking.value = true;
  }
  function close(): void {
    isAsking.value = false;
  }
  async function leave(): Promise<void> {
    await signOut();
    navigate("/", { replace: true });
  }
  return (
    <>
      <p>
        <button type="button" class="button" onClick={ask}>
          Sign out of this browser
        </button>
      </p>
      {isAsking.value && (
        <Dialog title="Sign out of this browser?" onClose={close}>
          <p>
            Its keys are deleted and cannot be brought back. To return you need <code>hiloop open</code>,
            another device or your recovery code.
          </p>
          <div class="dialog-actions">
            <button type="button" class="button" onClick={close}>
              Stay
            </button>
            <button type="button" class="button button-danger" onClick={leave}>
              Sign out
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

import { useEffect } from "preact/hooks";
import { join } from "../../client/join.ts";
import { parseSecret, type Secret } from "../../crypto/secret.ts";
import { HiloopError } from "../../protocol/error.ts";
import { ErrorText } from "../parts/error-text.tsx";
import { useAction } from "../parts/use-action.ts";
import { account, signIn } from "../state/account.ts";
import { deviceLabel } from "../state/device-label.ts";
import { connection } from "../state/network.ts";
import { fragment, navigate, sessionPath } from "../state/route.ts";
import { browserPins } from "../storage/pin-store.ts";
import { PlainPage } from "./plain-page.tsx";
import { LoadingPage } from "./plain-pages.tsx";

/** An invite or `hiloop open`: nothing happens before a click, because mail scanners run scripts too. */
export function JoinPage({ sessionId }: { sessionId: string | undefined }) {
  const { value } = account;
  // What the last visit left may be outdated: only the server's word makes an invite needless.
  const isHere = value.state === "signed-in" && value.isFresh;
  const next = sessionId ? sessionPath(sessionId) : "/";
  useEffect(() => {
    // A browser that is signed in already leaves the invite unused and goes on.
    if (isHere) navigate(next, { replace: true });
  }, [isHere]);
  if (value.state === "loading" || value.state === "signed-in") return <LoadingPage />;
  const secret = parseSecret(fragment);
  if (secret?.kind !== "Device") return <BrokenInvite />;
  return <Invitation secret={secret} />;
}

function Invitation({ secret }: { secret: Secret }) {
  const open = useAction(async () => {
    const joined = await join({ connection, secret, label: deviceLabel(), pins: browserPins }).catch(usedUp);
    await signIn(joined.member, joined.root);
  });
  return (
    <PlainPage title="Open the inbox on this browser">
      <p>
        This browser makes its own keys and becomes one of your devices. What assistants ask you is opened
        here and nowhere else.
      </p>
      <ErrorText error={open.error} />
      <p>
        <button
          type="button"
          class="button button-primary button-wide"
          aria-disabled={open.isBusy}
          onClick={open.run}
        >
          {open.isBusy ? "Making keys…" : "Open the inbox on this browser"}
        </button>
      </p>
      <p class="quiet small">It will be called “{deviceLabel()}” and can be removed from any other device.</p>
    </PlainPage>
  );
}

function BrokenInvite() {
  return (
    <PlainPage title="This link is not complete">
      <p>
        The part behind the <code>#</code> is missing or damaged; some programs cut it off. Copy the whole
        link once more, or run <code>hiloop open</code> for a new one.
      </p>
    </PlainPage>
  );
}

function usedUp(error: unknown): never {
  const isOver = error instanceof HiloopError && (error.code === "unauthorized" || error.code === "gone");
  if (!isOver) throw error;
  throw new HiloopError(error.code, "This link was used already, or its time is over.", {
    advice: "A link works once. Run `hiloop open` for a new one, or ask whoever invited you.",
    cause: error,
  });
}

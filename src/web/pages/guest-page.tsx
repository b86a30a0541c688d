import { useEffect } from "preact/hooks";
import type { ReadGuest } from "../../client/read-item.ts";
import { visibleName } from "../../components/visible-text.ts";
import type { HiloopError } from "../../protocol/error.ts";
import { ErrorText, Said } from "../parts/error-text.tsx";
import { Logo } from "../parts/logo.tsx";
import { namedText } from "../parts/named-text.ts";
import { longTime, Until } from "../parts/time.tsx";
import { SessionView } from "../session/session-view.tsx";
import { Asleep } from "../shell/asleep.tsx";
import { ClockOff } from "../shell/clock-off.tsx";
import { guestVisit, isGuestAwaited, visit } from "../state/guest.ts";
import type { OpenSession } from "../state/open-session.ts";
import { PlainPage } from "./plain-page.tsx";
import { LoadingPage } from "./plain-pages.tsx";

/** One session for somebody who only has a link. Opening it burns nothing. */
export function GuestPage() {
  useEffect(() => {
    visit();
  }, []);
  const { value } = guestVisit;
  if (value.state === "loading") return <LoadingPage />;
  if (value.state === "broken") return <BrokenLink />;
  if (value.state === "failed") return <EndedLink error={value.error} />;
  return (
    <div class="shell shell-guest">
      <header class="bar">
        <span class="bar-home">
          <Logo />
        </span>
        <GuestFacts session={value.session} />
      </header>
      <Asleep />
      <ClockOff />
      <main id="main" class="detail" tabIndex={-1}>
        <SessionView session={value.session} isAwaited={isGuestAwaited.value} typist={undefined} />
      </main>
    </div>
  );
}

function GuestFacts({ session }: { session: OpenSession }) {
  const { guest } = session.log.member.me;
  if (!guest) return null;
  const made = session.log.items.find(
    (item): item is ReadGuest => item.kind === "Guest" && item.tokenId === guest.tokenId,
  );
  const may = guest.permission === "Answer" ? "You may read and answer" : "You may read, not answer";
  return (
    <p class="guest-facts">
      {made ? (
        <>
          <strong>{visibleName(made.name)}</strong>, invited by {namedText(made.sender)}.{" "}
        </>
      ) : (
        <strong>Guest. </strong>
      )}
      {may} this one session. The link ends{" "}
      <span title={longTime(guest.expiresAt)}>
        <Until at={guest.expiresAt} />
      </span>
      .
    </p>
  );
}

function BrokenLink() {
  return (
    <PlainPage title="This link is not complete">
      <p>
        The part behind the <code>#</code> holds the key, and it is missing or damaged: some programs cut it
        off. Copy the whole link once more from where you got it.
      </p>
    </PlainPage>
  );
}

function EndedLink({ error }: { error: HiloopError }) {
  const isOver = error.code === "gone" || error.code === "unauthorized";
  return (
    <PlainPage title={isOver ? "This link has ended" : "This link does not open"}>
      {isOver ? (
        <>
          <p>Its time is over, or it was revoked. Nothing can be read or answered by it any more.</p>
          <p>Ask whoever sent it to you for a new one.</p>
          <Said error={error} />
        </>
      ) : (
        <ErrorText error={error} />
      )}
    </PlainPage>
  );
}

import { ErrorText } from "../parts/error-text.tsx";
import { Named } from "../parts/named.tsx";
import { Notice } from "../parts/notice.tsx";
import { Ago } from "../parts/time.tsx";
import { useAction } from "../parts/use-action.ts";
import type { OpenSession, UnsentAnswer } from "../state/open-session.ts";

/** An answer that somebody else's came before: who and when, and the words that were not sent. */
export function Unsent({ session }: { session: OpenSession }) {
  const unsent = session.unsent.value;
  function discard(): void {
    session.unsent.value = undefined;
  }
  const send = useAction(async () => {
    if (unsent) await session.say(unsent.text.trim(), []);
    discard();
  });
  if (!unsent) return null;
  return (
    <Notice level="warning" urgent title="Your answer was not sent">
      <p>
        <Reason session={session} unsent={unsent} /> What you wrote is still here:
      </p>
      <blockquote class="outcome-text lines">{unsent.text.trim()}</blockquote>
      <ErrorText error={send.error} />
      <div class="notice-actions">
        {session.canWrite && (
          <button type="button" class="button button-small" aria-disabled={send.isBusy} onClick={send.run}>
            Send it as a message
          </button>
        )}
        <button type="button" class="button button-small button-quiet" onClick={discard}>
          Discard
        </button>
      </div>
    </Notice>
  );
}

function Reason({ session, unsent }: { session: OpenSession; unsent: UnsentAnswer }) {
  const winner = session.log.responseTo(unsent.questionId);
  if (!winner) return <>{unsent.error.message}</>;
  return (
    <>
      {session.isOwn(winner.sender) ? "You, on another device," : <Named who={winner.sender} />} answered this
      question first (<Ago at={winner.receivedAt} />
      ).
    </>
  );
}

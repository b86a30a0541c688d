import { FeedList } from "../feed/feed-list.tsx";
import { ErrorText } from "../parts/error-text.tsx";
import { Link } from "../parts/link.tsx";
import { SessionView } from "../session/session-view.tsx";
import { Shell } from "../shell/shell.tsx";
import { feed, waitingSessions } from "../state/feed.ts";
import { typing, waitingAssistants } from "../state/live.ts";
import { sessionPath } from "../state/route.ts";
import { shown } from "../state/sessions.ts";

/** The feed and the session, beside each other where there is room. */
export function InboxPage() {
  return (
    <Shell>
      <div class="columns">
        <nav class="feed" aria-label="Sessions">
          <FeedList />
        </nav>
        <main id="main" class="detail" tabIndex={-1}>
          <Detail />
        </main>
      </div>
    </Shell>
  );
}

function Detail() {
  const { value } = shown;
  switch (value.state) {
    case "none":
      return <NothingChosen />;
    case "loading":
      return <p class="detail-note quiet">Opening…</p>;
    case "failed":
      return (
        <div class="detail-note">
          <h1 class="visually-hidden">This session cannot be shown</h1>
          <ErrorText error={value.error} />
          <Link href="/">Back to the list</Link>
        </div>
      );
    case "open":
      return (
        <SessionView
          key={value.sessionId}
          session={value.session}
          isAwaited={waitingAssistants.value.has(value.sessionId)}
          typist={typing.value.get(value.sessionId)}
          backHref="/"
        />
      );
  }
}

function NothingChosen() {
  const [first] = waitingSessions.value;
  const count = waitingSessions.value.length;
  if (!feed.value) return <h1 class="visually-hidden">Inbox</h1>;
  return (
    <div class="nothing">
      <h1>
        {count === 0
          ? "All quiet"
          : count === 1
            ? "One session waits for you"
            : `${count} sessions wait for you`}
      </h1>
      <p class="quiet">
        {count === 0
          ? "New questions show up here the moment an assistant asks them."
          : "Your assistants go on as soon as you have answered."}
      </p>
      {first && (
        <Link href={sessionPath(first.id)} class="button button-primary">
          Answer the first
        </Link>
      )}
      <p class="nothing-keys quiet small">
        <kbd>j</kbd> <kbd>k</kbd> to move, <kbd>Enter</kbd> to open, <kbd>?</kbd> for all keys
      </p>
    </div>
  );
}

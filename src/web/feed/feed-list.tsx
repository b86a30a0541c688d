import { useSignal } from "@preact/signals";
import type { SessionSummary } from "../../client/sessions.ts";
import { ErrorText } from "../parts/error-text.tsx";
import { feed, feedError, isWaiting, readMoreFeed, waitingSessions } from "../state/feed.ts";
import { route } from "../state/route.ts";
import { EmptyFeed } from "./empty-feed.tsx";
import { FeedRow } from "./feed-row.tsx";

/** Left column: what waits for me, then the rest. */
export function FeedList() {
  const items = feed.value?.items;
  const error = feedError.value?.code === "unavailable" ? undefined : feedError.value;
  if (!items) return error ? <ErrorText error={error} /> : <FeedSkeleton />;
  if (items.length === 0) return <EmptyFeed />;
  const rest = items.filter((session) => !isWaiting(session));
  return (
    <>
      <ErrorText error={error} />
      {waitingSessions.value.length > 0 ? (
        <Section title="Waiting for you" sessions={waitingSessions.value} />
      ) : (
        <p class="feed-calm">Nothing is waiting for you.</p>
      )}
      {rest.length > 0 && <Section title="Everything else" sessions={rest} />}
      <MoreButton />
    </>
  );
}

function Section({ title, sessions }: { title: string; sessions: readonly SessionSummary[] }) {
  const chosen = route.value.page === "session" ? route.value.sessionId : undefined;
  return (
    <section class="feed-section">
      <h2 class="feed-title">{title}</h2>
      <ul class="plain">
        {sessions.map((session) => (
          <li key={session.id}>
            <FeedRow session={session} isChosen={session.id === chosen} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function MoreButton() {
  const isBusy = useSignal(false);
  if (!feed.value?.nextCursor) return null;
  async function more(): Promise<void> {
    isBusy.value = true;
    await readMoreFeed().catch(() => undefined);
    isBusy.value = false;
  }
  return (
    <button type="button" class="button button-quiet feed-more" aria-disabled={isBusy.value} onClick={more}>
      {isBusy.value ? "Reading…" : "Older sessions"}
    </button>
  );
}

function FeedSkeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      <div class="skeleton-row" />
      <div class="skeleton-row" />
      <div class="skeleton-row" />
    </div>
  );
}

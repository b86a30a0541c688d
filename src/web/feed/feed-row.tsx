import type { SessionSummary } from "../../client/sessions.ts";
import { visibleName } from "../../components/visible-text.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Link } from "../parts/link.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { Ago } from "../parts/time.tsx";
import { Priority } from "../session/question-card.tsx";
import { isWaiting } from "../state/feed.ts";
import { waitingAssistants } from "../state/live.ts";
import { sessionPath } from "../state/route.ts";

/** One session in the list. */
export function FeedRow({ session, isChosen }: { session: SessionSummary; isChosen: boolean }) {
  const [question] = session.openQuestions;
  const count = session.openQuestions.length;
  return (
    <Link
      href={sessionPath(session.id)}
      class={isWaiting(session) ? "feed-row is-waiting" : "feed-row"}
      aria-current={isChosen ? "page" : undefined}
      data-feed-row
    >
      <Avatar name={session.agentName} type="Agent" />
      <span class="feed-text">
        <span class="feed-name">{session.problem ? "Not verified" : visibleName(session.title)}</span>
        <span class="feed-facts">
          <span class="feed-agent">{visibleName(session.agentName)}</span>
          <span aria-hidden="true">·</span>
          <Ago at={question?.receivedAt ?? session.updatedAt} />
        </span>
        <span class="feed-badges">
          {question && <Priority priority={question.priority} />}
          {count > 1 && <span class="badge">{count} questions</span>}
          {waitingAssistants.value.has(session.id) && (
            <span class="badge badge-accent">assistant waiting</span>
          )}
          <StatusBadge status={session.status} />
          {session.problem && <span class="feed-problem">{session.problem}</span>}
        </span>
      </span>
      {isWaiting(session) && <span class="dot feed-dot" aria-hidden="true" />}
    </Link>
  );
}

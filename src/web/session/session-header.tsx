import type { RefObject } from "preact";
import { visibleName } from "../../components/visible-text.ts";
import { isOver } from "../../protocol/session.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Icon } from "../parts/icon.tsx";
import { Link } from "../parts/link.tsx";
import { namedText } from "../parts/named-text.ts";
import { StatusBadge } from "../parts/status-badge.tsx";
import type { OpenSession } from "../state/open-session.ts";

/** As long as a title may be where it is made. */
const MAX_TITLE = 500;

type SessionHeaderProps = {
  session: OpenSession;
  isAwaited: boolean;
  titleRef: RefObject<HTMLHeadingElement | null>;
  backHref: string | undefined;
};

export function SessionHeader({ session, isAwaited, titleRef, backHref }: SessionHeaderProps) {
  const { log } = session;
  const item = log.sessionItem();
  return (
    <header class="session-head">
      {backHref && (
        <Link href={backHref} class="icon-button session-back" aria-label="Back to the list">
          <Icon name="back" />
        </Link>
      )}
      <Avatar name={log.agentName} type="Agent" />
      <div class="session-heading">
        <h1 ref={titleRef} tabIndex={-1} class="session-title">
          {item ? visibleName(item.title, MAX_TITLE) : "A session whose title could not be verified"}
        </h1>
        <p class="session-facts">
          <span>{namedText({ name: log.agentName, type: "Agent" })}</span>
          <StatusBadge status={log.status} />
          {isAwaited && !isOver(log.status) && (
            <span class="badge badge-accent">
              <span class="dot dot-pulse" aria-hidden="true" /> The assistant is waiting
            </span>
          )}
        </p>
      </div>
    </header>
  );
}

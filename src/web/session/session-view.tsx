import { useLayoutEffect, useRef } from "preact/hooks";
import { isOver } from "../../protocol/session.ts";
import { AsText } from "../components/as-text.tsx";
import { Boundary } from "../parts/boundary.tsx";
import { ErrorText } from "../parts/error-text.tsx";
import type { OpenSession } from "../state/open-session.ts";
import { Composer } from "./composer.tsx";
import { QuestionCard } from "./question-card.tsx";
import { SessionHeader } from "./session-header.tsx";
import { openQuestions, Timeline } from "./timeline.tsx";
import { Unsent } from "./unsent.tsx";
import { useStayAtEnd } from "./use-stay-at-end.ts";

type SessionViewProps = {
  session: OpenSession;
  /** Whether an assistant holds a wait on this session right now. */
  isAwaited: boolean;
  typist: string | undefined;
  /** Where "back" leads on a phone; a guest has nowhere to go. */
  backHref?: string;
};

/** One session: what was said, the open question in front, and a place to write. */
export function SessionView({ session, isAwaited, typist, backHref }: SessionViewProps) {
  const version = session.version;
  const scroller = useRef<HTMLElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const questions = openQuestions(session);
  // At once: later it would take the caret from a comment that was opened meanwhile.
  useLayoutEffect(() => title.current?.focus({ preventScroll: true }), [session]);
  useStayAtEnd(scroller, session.log.id, version);
  return (
    <div class="session">
      <SessionHeader session={session} isAwaited={isAwaited} titleRef={title} backHref={backHref} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="session-scroll" ref={scroller} tabIndex={0} aria-label="Conversation">
        <div class="session-column">
          <ErrorText error={session.error.value} />
          <Timeline session={session} />
          <Unsent session={session} />
          {questions.map((question) => (
            <Boundary key={question.id} fallback={<AsText {...question} />}>
              <QuestionCard session={session} question={question} />
            </Boundary>
          ))}
          <LiveLine session={session} isAwaited={isAwaited} typist={typist} isQuiet={questions.length > 0} />
        </div>
      </section>
      <Foot session={session} hasQuestion={questions.length > 0} />
    </div>
  );
}

type LiveLineProps = {
  session: OpenSession;
  isAwaited: boolean;
  typist: string | undefined;
  isQuiet: boolean;
};

function LiveLine({ session, isAwaited, typist, isQuiet }: LiveLineProps) {
  if (typist) return <p class="live-line">{typist} is typing…</p>;
  if (isOver(session.log.status) || isQuiet || !isAwaited) return null;
  return <p class="live-line">The assistant is reading along and waits for a message.</p>;
}

function Foot({ session, hasQuestion }: { session: OpenSession; hasQuestion: boolean }) {
  if (session.canWrite) {
    return <Composer session={session} hint={hasQuestion ? "Or write a message…" : "Write a message…"} />;
  }
  const why = isOver(session.log.status)
    ? `This session is ${session.log.status.toLowerCase()}: nothing more can be written.`
    : "This link may read, not write.";
  return <p class="session-foot">{why}</p>;
}

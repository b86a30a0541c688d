import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const NEAR_PX = 120;

/** Opens a session at its question, or at its end; afterwards follows what is new while the reader is near the end. */
export function useStayAtEnd(
  scroller: RefObject<HTMLElement | null>,
  sessionId: string,
  version: number,
): void {
  const last = useRef<{ sessionId: string; isNearEnd: boolean }>({ sessionId: "", isNearEnd: true });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const isFirst = last.current.sessionId !== sessionId;
    if (isFirst) toQuestionOrEnd(element);
    else if (last.current.isNearEnd) element.scrollTop = element.scrollHeight;
    last.current = { sessionId, isNearEnd: true };
    const onScroll = () => {
      last.current.isNearEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    };
    onScroll();
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [sessionId, version]);
}

function toQuestionOrEnd(element: HTMLElement): void {
  const question = element.querySelector<HTMLElement>(".question");
  element.scrollTop = element.scrollHeight;
  if (question && question.offsetHeight > element.clientHeight) question.scrollIntoView({ block: "start" });
}

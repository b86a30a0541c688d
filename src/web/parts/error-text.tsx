import { visibleText } from "../../components/visible-text.ts";
import type { HiloopError } from "../../protocol/error.ts";
import { Notice } from "./notice.tsx";

/** An error in its own words: what happened, each problem, what to do. */
export function ErrorText({ error }: { error: HiloopError | undefined }) {
  if (!error) return null;
  return (
    <Notice level="error" urgent title={visibleText(error.message)}>
      {error.issues.map((issue) => (
        <p key={issue.path}>{visibleText(issue.path ? `${issue.path}: ${issue.message}` : issue.message)}</p>
      ))}
      {error.advice && <Advice text={error.advice} />}
    </Notice>
  );
}

/** Errors name commands as `hiloop open`, in every face alike. */
function Advice({ text }: { text: string }) {
  const parts = visibleText(text).split("`");
  return (
    <p>
      {parts.map((part, index) =>
        index % 2 === 1 ? <code key={index}>{part}</code> : <span key={index}>{part}</span>,
      )}
    </p>
  );
}

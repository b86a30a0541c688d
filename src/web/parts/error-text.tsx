import { visibleText } from "../../components/visible-text.ts";
import { type HiloopError, SAID } from "../../protocol/error.ts";
import { Notice } from "./notice.tsx";

/** An error: what happened, each problem, what to do, and apart from that what only the server says. */
export function ErrorText({ error }: { error: HiloopError | undefined }) {
  if (!error) return null;
  return (
    <Notice level="error" urgent title={visibleText(error.message)}>
      {error.issues.map((issue) => (
        <p key={issue.path}>{visibleText(issue.path ? `${issue.path}: ${issue.message}` : issue.message)}</p>
      ))}
      {error.advice && <Advice text={error.advice} />}
      <Said error={error} />
    </Notice>
  );
}

/** The words of a server, which nobody signed. */
export function Said({ error }: { error: HiloopError }) {
  return error.said ? (
    <p class="quiet small">
      {SAID} “{error.said}”
    </p>
  ) : null;
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

/**
 * Every error code there is, with its HTTP status and the exit code of a command that fails with it.
 * One table, used both ways: the server writes the status, the client reads the code.
 */
export const ERROR_CODES = {
  invalid_input: { status: 400, exit: 2 },
  unauthorized: { status: 401, exit: 4 },
  forbidden: { status: 403, exit: 4 },
  not_found: { status: 404, exit: 1 },
  conflict: { status: 409, exit: 1 },
  already_answered: { status: 409, exit: 1 },
  question_ended: { status: 409, exit: 1 },
  session_closed: { status: 409, exit: 1 },
  cursor_ahead: { status: 409, exit: 1 },
  roster_moved: { status: 409, exit: 1 },
  gone: { status: 410, exit: 1 },
  too_large: { status: 413, exit: 1 },
  misdirected: { status: 421, exit: 1 },
  unverified: { status: 422, exit: 1 },
  rate_limited: { status: 429, exit: 1 },
  internal: { status: 500, exit: 1 },
  storage: { status: 507, exit: 1 },
  unavailable: { status: 503, exit: 1 },
  configuration: { status: 500, exit: 2 },
  tampered: { status: 500, exit: 1 },
  cancelled: { status: 499, exit: 130 },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** One thing that is wrong in an input: where (`components[1].data.buttons[0].action`) and what was expected. */
export type InputIssue = { path: string; message: string };

type ErrorOptions = { advice?: string; cause?: unknown; issues?: InputIssue[]; retryAfterSeconds?: number };

/**
 * The one error type. `message` says what happened and names the thing; `advice` says what to do next.
 * Neither ever holds a secret or the plaintext of a message.
 */
export class HiloopError extends Error {
  readonly code: ErrorCode;
  readonly advice: string | undefined;
  readonly issues: InputIssue[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "HiloopError";
    this.code = code;
    this.advice = options.advice;
    this.issues = options.issues ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exit;
  }

  /** The whole error as one line for a person or a model: every problem, then what to do. */
  get sentence(): string {
    const problems = this.issues.map((issue) =>
      issue.path ? `${issue.path}: ${issue.message}` : issue.message,
    );
    const listed = problems.length > 0 ? [`${problems.join("; ").replace(/[.;]$/, "")}.`] : [];
    return [this.message, ...listed, ...(this.advice ? [this.advice] : [])].join(" ");
  }
}

/** Narrows what was thrown to a HiloopError; anything unknown becomes `internal` with its cause kept for the log. */
export function toHiloopError(thrown: unknown): HiloopError {
  if (thrown instanceof HiloopError) return thrown;
  return new HiloopError("internal", "Something went wrong inside hiloop.", {
    advice: "Try again; if it stays, run with HILOOP_LOG=debug and report what is logged.",
    cause: thrown,
  });
}

type CodeEntry = { status: number; exit: number; says?: string; next?: string };

/**
 * Every error code there is, with its HTTP status and the exit code of a command that fails with it.
 * One table, used both ways: the server writes the status, the client reads the code. What a server writes beside it is
 * signed by nobody, so a client says `says` and `next` instead; a code without them is only ever a client's own finding.
 */
export const ERROR_CODES = {
  invalid_input: {
    status: 400,
    exit: 2,
    says: "The server refused this request as not valid.",
    next: "Check the ids, cursors and values in it, then try again.",
  },
  unauthorized: {
    status: 401,
    exit: 4,
    says: "The server does not accept this key or code.",
    next: "Check that it belongs to this server, or have a new one made in the inbox.",
  },
  forbidden: {
    status: 403,
    exit: 4,
    says: "The server does not allow this.",
    next: "Ask a person of the space to do it, or to let you.",
  },
  not_found: {
    status: 404,
    exit: 1,
    says: "The server has nothing under this id that this key may see.",
    next: "Check the id: list_sessions and the inbox show what there is.",
  },
  conflict: {
    status: 409,
    exit: 1,
    says: "The server refused this because of something that it holds already.",
    next: "Look at what is there before you try again.",
  },
  already_answered: {
    status: 409,
    exit: 1,
    says: "The server takes no further answer to this question.",
    next: "Read the session: only an answer that is shown there counts.",
  },
  question_ended: {
    status: 409,
    exit: 1,
    says: "The server takes no answer to this question any more.",
    next: "Read the session; send what you wanted to say as a message instead.",
  },
  session_closed: {
    status: 409,
    exit: 1,
    says: "The server takes nothing more in this session.",
    next: "Use a new session.",
  },
  cursor_ahead: {
    status: 409,
    exit: 1,
    says: "The server does not have all of this session that was read before.",
    next: "It may have been restored from an older backup: ask whoever runs it, then restart the MCP client or reload the page, which reads from the start (after=0).",
  },
  roster_moved: {
    status: 409,
    exit: 1,
    says: "Somebody else changed who belongs to the space at the same time.",
    next: "Do the same again.",
  },
  gone: {
    status: 410,
    exit: 1,
    says: "The server no longer takes this link.",
    next: "Ask whoever sent it for a new one.",
  },
  too_large: {
    status: 413,
    exit: 1,
    says: "The server refused this as too large, or as more than one may have.",
    next: "Send less: long content as an attachment, or in a new session.",
  },
  misdirected: {
    status: 421,
    exit: 1,
    says: "The server does not go by the address that was used.",
    next: "Use its own address, or start it with --public-url for this name.",
  },
  unverified: {
    status: 422,
    exit: 1,
    says: "The server could not verify what was sent.",
    next: "Do the same again; if it stays, compare the versions of hiloop here and there (`hiloop --version`).",
  },
  rate_limited: {
    status: 429,
    exit: 1,
    says: "The server takes no more requests for now.",
    next: "Wait a little, then do the same again.",
  },
  internal: {
    status: 500,
    exit: 1,
    says: "Something went wrong inside the server.",
    next: "Try again; if it stays, ask whoever runs the server to look into its log.",
  },
  storage: {
    status: 507,
    exit: 1,
    says: "The server could not write to its disk; nothing was changed.",
    next: "Free some space where the server keeps its data, then try again.",
  },
  unavailable: {
    status: 503,
    exit: 1,
    says: "The server is not ready.",
    next: "Check that it is set up and running; then do the same again, nothing is lost.",
  },
  configuration: { status: 500, exit: 2 },
  tampered: { status: 500, exit: 1 },
  cancelled: { status: 499, exit: 130 },
} as const satisfies Record<string, CodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Stands before words of a server wherever they are shown. */
export const SAID = "The server says (nobody signed this):";

/** One thing that is wrong in an input: where (`components[1].data.buttons[0].action`) and what was expected. */
export type InputIssue = { path: string; message: string };

type ErrorOptions = {
  advice?: string;
  cause?: unknown;
  issues?: InputIssue[];
  retryAfterSeconds?: number;
  said?: string;
};

/**
 * The one error type. `message` says what happened and names the thing; `advice` says what to do next.
 * Neither ever holds a secret or the plaintext of a message.
 */
export class HiloopError extends Error {
  readonly code: ErrorCode;
  readonly advice: string | undefined;
  readonly issues: InputIssue[];
  readonly retryAfterSeconds: number | undefined;
  /** What the server said of it, already harmless: short, on one line, without anything that looks like data. */
  readonly said: string | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "HiloopError";
    this.code = code;
    this.advice = options.advice;
    this.issues = options.issues ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.said = options.said || undefined;
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exit;
  }

  /** The whole error as one line for a person or a model: every problem, what to do, then the unsigned words of a server. */
  get sentence(): string {
    const problems = this.issues.map((issue) =>
      issue.path ? `${issue.path}: ${issue.message}` : issue.message,
    );
    const listed = problems.length > 0 ? [`${problems.join("; ").replace(/[.;]$/, "")}.`] : [];
    const unsigned = this.said ? [`${SAID} “${this.said}”`] : [];
    return [this.message, ...listed, ...(this.advice ? [this.advice] : []), ...unsigned].join(" ");
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

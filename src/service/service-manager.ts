/** The program and its arguments, as one would type them. */
export type Command = readonly [string, ...string[]];

/** One command of the manager's own tool. */
export type Step = {
  command: Command;
  /** Tried again for this long: what was stopped before may still be on its way out. */
  patienceMs?: number;
  mayFail?: true;
};

/** What keeps a user's services running: systemd or launchd. */
export type ServiceManager = {
  /** Where it reads what a service is. */
  file: string;
  /** The text of that file. */
  describe(command: Command): string;
  /** Whether such a text passes these arguments, in this order. */
  passes(text: string, args: readonly string[]): boolean;
  environment: Record<string, string>;
  /** Succeeds when the manager of this user can be talked to from here. */
  answers: Command;
  /** Succeeds when the service runs already. */
  runs: Command;
  start(isChanged: boolean): Step[];
  stop: Step[];
  afterRemoval: Step[];
  /** What to type to have it run what is installed now. */
  restart: string;
  /** How to read the log. */
  readLog: string;
  /** What else its user should know. */
  advice: string[];
};

/** What is there before anything is changed. */
export type InstalledService = {
  /** Of its file; undefined when there is none. */
  text: string | undefined;
  /** Whether the manager can be talked to, and if so, whether the service runs. */
  answers: boolean;
  runs: boolean;
};

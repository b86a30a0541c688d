import { delimiter, isAbsolute, join } from "node:path";
import { HiloopError } from "../protocol/error.ts";
import { LOG_LEVELS } from "./log-levels.ts";

export type SettingName =
  | "apiKey"
  | "baseUrl"
  | "publicUrl"
  | "port"
  | "open"
  | "agent"
  | "maxWait"
  | "allowedDirs"
  | "log"
  | "downloadBase"
  | "updateNotice";

export type Setting = {
  /** Its environment variable. */
  variable: string;
  /** Its key in `config.json`; none for the folder that file lies in. */
  key: SettingName | undefined;
  description: string;
  fallback: string;
};

/** Every environment variable that hiloop reads as a setting; the table in the docs is made from it. */
export const SETTINGS: readonly Setting[] = [
  {
    variable: "HILOOP_API_KEY",
    key: "apiKey",
    description:
      "API key: `hlp_self_…` for a self-hosted server, `hlp_…` for the hosted service. Never given as a flag.",
    fallback: "none: the space on this computer",
  },
  {
    variable: "HILOOP_BASE_URL",
    key: "baseUrl",
    description: "Address of the Hiloop server. https, or http on loopback.",
    fallback: "https://api.hi-loop.com for a hosted key; a self-hosted key needs it",
  },
  {
    variable: "HILOOP_PUBLIC_URL",
    key: "publicUrl",
    description:
      "Where people reach that server, if it is not at `HILOOP_BASE_URL`: links to sessions and for guests lead there.",
    fallback: "`HILOOP_BASE_URL`, whatever the server calls itself",
  },
  {
    variable: "HILOOP_HOME",
    key: undefined,
    description:
      "Folder of the local space: its data, keys, `server.json`, log and `config.json`. An absolute path, not inside the folder that hiloop is started in.",
    fallback: "`~/.hiloop`",
  },
  {
    variable: "HILOOP_PORT",
    key: "port",
    description: "Port of the local server, and of no other.",
    fallback: "4456, else the next free one, then kept",
  },
  {
    variable: "HILOOP_OPEN",
    key: "open",
    description:
      "Whether a question opens the inbox: `auto`, `never`, or the absolute path of a program that is given the file to open.",
    fallback: "`auto`",
  },
  {
    variable: "HILOOP_AGENT",
    key: "agent",
    description: "The name the agent speaks under.",
    fallback: "the client's name and the folder it works in",
  },
  {
    variable: "HILOOP_MAX_WAIT",
    key: "maxWait",
    description: "The longest that one tool call waits for an answer, in seconds (10 to 86400).",
    fallback: "what the connected client is known to tolerate, else 50",
  },
  {
    variable: "HILOOP_ALLOWED_DIRS",
    key: "allowedDirs",
    description: "Folders whose files an assistant may upload and download into, separated as in PATH.",
    fallback: "the client's roots and the working directory",
  },
  {
    variable: "HILOOP_LOG",
    key: "log",
    description: `How much is logged on stderr: ${LOG_LEVELS.join(", ")}.`,
    fallback: "`warn`",
  },
  {
    variable: "HILOOP_DOWNLOAD_BASE",
    key: "downloadBase",
    description:
      "Where `hiloop upgrade` and the installers find releases, such as a mirror. https, or http on loopback.",
    fallback: "the project's releases on GitHub",
  },
  {
    variable: "HILOOP_UPDATE_NOTICE",
    key: "updateNotice",
    description:
      "Whether a command on a terminal may say that a newer hiloop is there: `auto`, or `never`, which also never looks.",
    fallback: "`auto`",
  },
];

/** Where a value came from, as an error names it: `HILOOP_PORT`, `--port`, `port in ~/.hiloop/config.json`. */
export type Sourced = { text: string; source: string };

export function wholeNumber({ text, source }: Sourced, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw invalidSetting(source, `must be a whole number from ${least} to ${most}, not ${quoted(text)}`);
}

/** An absolute folder; `~/` is the user's home. A relative one would mean the folder an MCP client happens to start in. */
export function absoluteFolder({ text, source }: Sourced, userHome: string): string {
  if (text === "~") return userHome;
  if (text.startsWith("~/")) return join(userHome, text.slice(2));
  if (isAbsolute(text)) return text;
  throw invalidSetting(source, `must be an absolute path, not ${quoted(text)}`);
}

export function folderList(value: Sourced, userHome: string): string[] {
  const parts = value.text.split(delimiter).filter((part) => part !== "");
  return parts.map((text) => absoluteFolder({ text, source: value.source }, userHome));
}

export function invalidSetting(source: string, problem: string, advice?: string): HiloopError {
  return new HiloopError("configuration", `${source} ${problem}.`, {
    advice: advice ?? `Correct or remove ${source}.`,
  });
}

/** A value in an error text: short, on one line, and never a key. */
export function quoted(text: string): string {
  if (/hl[pug]_/.test(text)) return "a key";
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

import { existsSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, resolve, sep } from "node:path";
import { HiloopError } from "../protocol/error.ts";
import { accountHome, DIRECTORY_PATIENCE_SECONDS } from "./account-home.ts";
import { checkedAddress } from "./address.ts";
import { type Environment, environment } from "./environment.ts";
import { LOG_LEVELS } from "./log-levels.ts";
import { isHomeOfAnother, readOwnFile, requireOwnHome } from "./own-home.ts";
import { defaultHome, type Paths, pathsIn, startFolder, userHomeFolder } from "./paths.ts";
import { checkedProfile } from "./profile.ts";
import { repositoryOnWay } from "./repository-on-way.ts";
import {
  absoluteFolder,
  folderList,
  invalidSetting,
  quoted,
  SETTINGS,
  type SettingName,
  type Sourced,
  wholeNumber,
} from "./settings.ts";
import { resolveSpace, type Space } from "./space.ts";

export type Config = {
  space: Space;
  /** What `--profile` named; then nothing of the environment counts. */
  profile: string | undefined;
  /** The settings that were found and do not count, because of the profile. */
  ignored: string[];
  /** Where people reach a server that is not this computer's, if not at its own address. */
  publicUrl: string | undefined;
  paths: Paths;
  userHome: string;
  cwd: string;
  port: number | undefined;
  /** `auto`, `never`, or the program that opens the inbox. */
  open: string;
  agent: string | undefined;
  maxWaitSeconds: number | undefined;
  allowedDirs: string[];
  log: (typeof LOG_LEVELS)[number];
  /** Where releases lie, if not at the project's own place. */
  downloadBase: string | undefined;
  /** Whether hiloop may look for a newer one and say so. */
  updateNotice: boolean;
};

/** Values given as flags. There is none for the API key: other users see a command line. */
export type ConfigFlags = Partial<
  Record<Exclude<SettingName, "apiKey"> | "home" | "profile", string | undefined>
>;

export type ConfigOptions = {
  /** Whether another user's home is an error, or only nothing in it is read. */
  homeOfAnother?: "refused" | "unread";
};

/**
 * Flag > environment > `config.json` in hiloop's own folder > default. Throws `configuration` with one clear sentence. With
 * `--profile` the environment does not count, nor does what that file says of a server.
 */
export function loadConfig(
  flags: ConfigFlags = {},
  whole: Environment = environment(),
  { homeOfAnother = "refused" }: ConfigOptions = {},
): Config {
  const profile = checkedProfile(flags.profile, flags.baseUrl);
  const given = profile === undefined ? whole : {};
  const cwd = startFolder();
  const userHome =
    profile === undefined
      ? wholeHome({ text: userHomeFolder(), source: HOME_VARIABLE }, cwd)
      : wholeHome({ text: homeOfAccount(flags), source: "--home" }, cwd);
  const paths = pathsIn(homeFolder(flags, { given, userHome, cwd }));
  const isUnread = homeOfAnother === "unread" && isHomeOfAnother(paths.home);
  if (!isUnread) requireOwnHome(paths);
  const file = isUnread ? {} : readConfigFile(paths.config);
  const find = (name: SettingName): Sourced | undefined => {
    const flag = name === "apiKey" ? undefined : flags[name];
    if (flag !== undefined) return { text: flag, source: `--${kebab(name)}` };
    const variable = SETTINGS.find((setting) => setting.key === name)?.variable ?? "";
    // MCP clients pass an empty string for a field that was left empty.
    const text = given[variable]?.trim();
    if (text && !isLeftEmpty(name, text)) return { text, source: variable };
    return file[name] === undefined
      ? undefined
      : { text: file[name], source: `"${name}" in ${paths.config}` };
  };
  return {
    space: profile === undefined ? resolveSpace(find("apiKey"), find("baseUrl")) : { mode: "local" },
    profile,
    ignored: profile === undefined ? [] : ignoredIn(whole, file, { paths, userHome }),
    publicUrl: mapped(find("publicUrl"), checkedAddress),
    paths,
    userHome,
    cwd: cwd === undefined ? userHome : namedByHome(cwd, userHome),
    port: mapped(find("port"), (value) => wholeNumber(value, 1, 65535)),
    open: mapped(find("open"), (value) => opening(value, userHome)) ?? "auto",
    agent: mapped(find("agent"), agentName),
    maxWaitSeconds: mapped(find("maxWait"), (value) => wholeNumber(value, 10, 86_400)),
    allowedDirs: mapped(find("allowedDirs"), (value) => folderList(value, userHome)) ?? [],
    log: mapped(find("log"), logLevel) ?? "warn",
    downloadBase: mapped(find("downloadBase"), checkedAddress),
    updateNotice: mapped(find("updateNotice"), isNotNever) ?? true,
  };
}

/**
 * What clients make of a field of a bundle's settings page that was left empty, when they do not pass an empty string. Any
 * other unexpanded placeholder was written by somebody who means a key, and stays an error.
 */
function isLeftEmpty(name: SettingName, text: string): boolean {
  return (name === "apiKey" || name === "baseUrl") && /^(\$\{user_config\.\w+\}|undefined|null)$/.test(text);
}

/** The account's, not HOME's; what is named by `--home` may stand in for one that the system does not know. */
function homeOfAccount({ profile, home }: ConfigFlags): string {
  const known = accountHome() ?? home;
  if (known !== undefined) return known;
  throw new HiloopError(
    "configuration",
    `This system knows no home folder of the user that hiloop runs as, or did not say it within ${DIRECTORY_PATIENCE_SECONDS} seconds.`,
    {
      advice: `Name the folder for --profile ${profile} with --home.`,
    },
  );
}

/** A relative one lies in the folder that hiloop was started in, so nowhere when that is gone. */
function wholeHome({ text, source }: Sourced, cwd: string | undefined): string {
  if (cwd !== undefined || isAbsolute(text)) return resolve(text);
  throw invalidSetting(source, `must be an absolute path, not ${quoted(text)}`);
}

/** `cwd`: undefined where that folder is gone, which then holds nobody's repository. */
type Place = { given: Environment; userHome: string; cwd: string | undefined };

function homeFolder(flags: ConfigFlags, { given, userHome, cwd }: Place): string {
  if (flags.home !== undefined)
    return resolve(absoluteFolder({ text: flags.home, source: "--home" }, userHome));
  const text = given.HILOOP_HOME?.trim();
  const source = text ? "HILOOP_HOME" : HOME_VARIABLE;
  const home = resolve(text ? absoluteFolder({ text, source }, userHome) : defaultHome(userHome));
  const repository = cwd === undefined ? undefined : repositoryOnWay(home, cwd, accountHome);
  if (repository === undefined || home === defaultHome(accountHome() ?? "")) return home;
  throw new HiloopError(
    "configuration",
    `${source} puts hiloop's own folder at ${home}, inside ${repository}, where hiloop was started: a cloned repository could choose there who approves.`,
    { advice: `Use a folder elsewhere, or name this one with --home ${home}` },
  );
}

/** The folder by the home's own name where it lies in that: the system gives the real one, and a home may be a link. */
function namedByHome(cwd: string, userHome: string): string {
  const real = realFolder(userHome);
  return cwd === real || cwd.startsWith(real + sep) ? join(userHome, cwd.slice(real.length)) : cwd;
}

function realFolder(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}

const HOME_VARIABLE = process.platform === "win32" ? "USERPROFILE" : "HOME";

/** By hiloop's own names only: other names and all values may be a stranger's words. */
function ignoredIn(
  given: Environment,
  file: Partial<Record<SettingName, string>>,
  { paths, userHome }: Pick<Config, "paths" | "userHome">,
): string[] {
  const home = given[HOME_VARIABLE] ?? "";
  return [
    ...SETTINGS.map(({ variable }) => variable).filter((variable) => given[variable]?.trim()),
    ...(home === "" || realFolder(home) === realFolder(userHome) ? [] : [HOME_VARIABLE]),
    ...(["apiKey", "baseUrl"] as const).flatMap((name) =>
      file[name] === undefined ? [] : `"${name}" in ${paths.config}`,
    ),
  ];
}

function readConfigFile(path: string): Partial<Record<SettingName, string>> {
  if (!existsSync(path)) return {};
  const content = parseObject(path);
  const keys = SETTINGS.flatMap((setting) => setting.key ?? []);
  const values: Partial<Record<SettingName, string>> = {};
  for (const [name, value] of Object.entries(content)) {
    const key = keys.find((known) => known === name);
    if (!key) throw invalidSetting(`"${name}" in ${path}`, `is not a setting (known: ${keys.join(", ")})`);
    if (Array.isArray(value)) values[key] = value.map(String).join(process.platform === "win32" ? ";" : ":");
    else if (typeof value === "string" || typeof value === "number") values[key] = String(value);
    else throw invalidSetting(`"${name}" in ${path}`, "must be a text, a number or a list of texts");
  }
  if (values.apiKey && process.platform !== "win32" && (statSync(path).mode & 0o077) !== 0) {
    throw invalidSetting(path, "holds an API key and can be read by others", `Run: chmod 600 ${path}`);
  }
  return values;
}

function parseObject(path: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(readOwnFile(path));
    if (typeof content === "object" && content !== null && !Array.isArray(content)) return { ...content };
  } catch (cause) {
    throw new HiloopError("configuration", `${path} cannot be read as JSON.`, {
      advice: "Correct it, or move it away.",
      cause,
    });
  }
  throw invalidSetting(path, "must hold one JSON object");
}

function opening(value: Sourced, userHome: string): string {
  if (value.text === "auto" || value.text === "never") return value.text;
  try {
    return absoluteFolder(value, userHome);
  } catch {
    throw invalidSetting(
      value.source,
      `must be auto, never, or the absolute path of a program, not ${quoted(value.text)}`,
    );
  }
}

function agentName({ text, source }: Sourced): string {
  if (text.length <= 120 && !/\p{Cc}/u.test(text)) return text;
  throw invalidSetting(source, "must be a name of one line and at most 120 characters");
}

function logLevel({ text, source }: Sourced): Config["log"] {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level) return level;
  throw invalidSetting(source, `must be one of ${LOG_LEVELS.join(", ")}, not ${quoted(text)}`);
}

function isNotNever({ text, source }: Sourced): boolean {
  if (text === "auto" || text === "never") return text === "auto";
  throw invalidSetting(source, `must be auto or never, not ${quoted(text)}`);
}

function mapped<T>(value: Sourced | undefined, parse: (value: Sourced) => T): T | undefined {
  return value === undefined ? undefined : parse(value);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

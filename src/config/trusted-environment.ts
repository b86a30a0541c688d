import { delimiter, isAbsolute } from "node:path";
import { accountHome } from "./account-home.ts";
import { repositoryOnWay } from "./repository-on-way.ts";

const WORD = /^[\w.:@/-]*$/;

/** What a program may be told in a variable of this name: a value that can name neither a program nor a server elsewhere. */
const ALLOWED: readonly [names: RegExp, values: RegExp][] = [
  [/^(LANG|LANGUAGE|LC_\w+|TZ|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|COLUMNS|LINES)$/, WORD],
  [/^(USER|LOGNAME|SUDO_USER|USERNAME|USERDOMAIN|COMPUTERNAME)$/, /^[\w.@ -]*$/],
  // These only keep a browser from being opened.
  [/^(SSH_CONNECTION|SSH_CLIENT|SSH_TTY|CI)$/, /^[\w.:%/ -]*$/],
  // Another computer's display would show the inbox, signed in, to whoever sits there.
  [/^DISPLAY$/, /^(unix\/)?:\d+(\.\d+)?$/],
  [/^WAYLAND_DISPLAY$/, /^[\w.-]+$/],
  [/^XDG_RUNTIME_DIR$/, new RegExp(`^/run/user/${process.getuid?.()}$`)],
  [/^DBUS_SESSION_BUS_ADDRESS$/, new RegExp(`^unix:path=/run/user/${process.getuid?.()}/bus(,guid=\\w+)?$`)],
  [/^(XDG_CURRENT_DESKTOP|XDG_SESSION_\w+|DESKTOP_SESSION|KDE_FULL_SESSION|KDE_SESSION_VERSION)$/, WORD],
  [/^WSL_(DISTRO_NAME|INTEROP)$/, /^(\/run\/WSL\/)?[\w.-]+$/],
  [
    /^(SYSTEMROOT|WINDIR|SYSTEMDRIVE|PROGRAMDATA|PROGRAMFILES\S*|APPDATA|LOCALAPPDATA|TEMP|TMP)$/i,
    /^[a-z]:/i,
  ],
];

/** Folders, or lists of them, that programs and their settings are found by. */
const FOLDERS = [
  "PATH",
  "TMPDIR",
  "XAUTHORITY",
  "XDG_DATA_DIRS",
  "XDG_CONFIG_DIRS",
  "XDG_DATA_HOME",
  "XDG_CONFIG_HOME",
];
const USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

/** Bun hears of another value, but not of a variable's removal, and of nothing that comes after that. */
function remove(name: string): void {
  process.env[name] = "";
  delete process.env[name];
}

/**
 * Takes everything out of this process's environment that a cloned repository could use to have a program run, a request
 * sent elsewhere, or the inbox shown to somebody else. What hiloop starts from then on is given no more than what stays.
 */
export function keepTrustedEnvironment({ userHome, cwd }: { userHome: string; cwd: string }): void {
  const isOutside = (folder: string) =>
    isAbsolute(folder) && repositoryOnWay(folder, cwd, accountHome) === undefined;
  for (const [given, value = ""] of Object.entries(process.env)) {
    const name = process.platform === "win32" ? given.toUpperCase() : given;
    const folders = FOLDERS.includes(name) ? value.split(delimiter).filter(isOutside) : [];
    if (folders.length > 0) process.env[given] = folders.join(delimiter);
    else if (!ALLOWED.some(([names, values]) => names.test(name) && values.test(value))) remove(given);
  }
  if (process.platform === "win32") process.env.USERPROFILE = userHome;
  else Object.assign(process.env, { HOME: userHome, PATH: process.env.PATH ?? USUAL_PATH });
}

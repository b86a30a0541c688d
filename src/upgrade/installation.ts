import { posix, win32 } from "node:path";
import { forShell } from "../local/for-shell.ts";
import { MANAGERS, type Manager } from "./managers.ts";

/** What can be told about the running executable without running anything. */
export type ExecutableFacts = {
  /** Its real path. */
  path: string;
  platform: NodeJS.Platform;
  /** Whether releases can be checked with it: the key is built in. */
  hasKey: boolean;
  /** Whether its folder can be written by this user. */
  isWritable: boolean;
  /** Whether it lies where a checkout of hiloop builds it. */
  isInCheckout: boolean;
  /** Of the sources. */
  repository: string;
};

/** Who replaces the executable: `hiloop upgrade` itself, or somebody else, and how that is told to. */
export type Installation =
  | { kind: "own" }
  | { kind: "managed" | "unchecked" | "foreign"; by: string; advice: string };

/** What is wanted in the place of the running hiloop: the version that it replaced, a given one, or else the newest. */
export type Aim =
  | { deed: "roll back" }
  | { deed: "upgrade"; version?: string | undefined; allowsDowngrade?: boolean };

const FORMER_IS_GONE = "No former one is kept; name a version.";
const ANY_VERSION = "X.Y.Z";

/** How hiloop was installed here, by where the executable lies, and how somebody else is told to do what is wanted. */
export function installationOf(facts: ExecutableFacts, aim: Aim = { deed: "upgrade" }): Installation {
  const { path, platform, repository } = facts;
  if (facts.isInCheckout) return { kind: "managed", by: "a checkout", advice: inCheckout(aim) };
  const place = platform === "win32" ? path.replaceAll("\\", "/") : path;
  const manager = MANAGERS.find((candidate) => candidate.path.test(place));
  if (manager) {
    const advice = byManager(manager, aim).replaceAll("REPOSITORY", repository);
    return { kind: "managed", by: manager.by, advice };
  }
  if (!facts.hasKey)
    return { kind: "unchecked", by: "a build without a release key", advice: installAnew(facts, aim) };
  return facts.isWritable
    ? { kind: "own" }
    : { kind: "foreign", by: "another user", advice: asAnother(facts, aim) };
}

function byManager({ newest, given, former }: Manager, aim: Aim): string {
  if (aim.deed === "roll back") return former ?? `${FORMER_IS_GONE} ${given}`;
  return aim.version === undefined ? newest : given.replaceAll(ANY_VERSION, aim.version);
}

function inCheckout(aim: Aim): string {
  const version = aim.deed === "roll back" ? ANY_VERSION : aim.version;
  const get = version === undefined ? "git pull" : `git checkout v${version}`;
  return `${aim.deed === "roll back" ? `${FORMER_IS_GONE} ` : ""}Run in it: ${get} && sh install.sh`;
}

function installAnew({ platform, repository }: ExecutableFacts, aim: Aim): string {
  const script = scriptAddress(repository, platform === "win32" ? "install.ps1" : "install.sh");
  const version = versionOf(aim);
  if (platform === "win32") {
    const withVersion = `& ([scriptblock]::Create((irm ${script}))) -Version ${version}`;
    return `Install a release: ${version === undefined ? `irm ${script} | iex` : withVersion}`;
  }
  return `Install a release: curl -fsSL ${script} | sh${version === undefined ? "" : ` -s -- --version ${version}`}`;
}

/** hiloop never takes more rights by itself. */
function asAnother({ platform, path, repository }: ExecutableFacts, aim: Aim): string {
  const goesBack = aim.deed === "roll back";
  if (platform === "win32") {
    const older = !goesBack && aim.allowsDowngrade ? " --allow-downgrade" : "";
    const args = goesBack ? " --rollback" : `${versionFlag(aim)}${older}`;
    return `Run in a PowerShell with the rights to ${win32.dirname(path)}: hiloop upgrade${args}`;
  }
  if (goesBack) return `Run: sudo ${forShell(path)} upgrade --rollback`;
  const script = scriptAddress(repository, "install.sh");
  const args = ` --dir ${forShell(posix.dirname(path))}${versionFlag(aim)}`;
  return `Run: curl -fsSL ${script} | sudo sh -s --${args}`;
}

function versionFlag(aim: Aim): string {
  const version = versionOf(aim);
  return version === undefined ? "" : ` --version ${version}`;
}

function versionOf(aim: Aim): string | undefined {
  return aim.deed === "roll back" ? undefined : aim.version;
}

function scriptAddress(repository: string, name: string): string {
  return `${repository}/releases/latest/download/${name}`;
}

import { posix, win32 } from "node:path";

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
  | { kind: "managed" | "unchecked"; by: string; advice: string }
  | { kind: "foreign"; by: string; advice: string; rollBackAdvice: string };

type Manager = { by: string; path: RegExp; advice: string };

/** By the path with forward slashes. The first that fits counts. */
const MANAGERS: readonly Manager[] = [
  {
    by: "Homebrew",
    path: /\/Cellar\//,
    advice: "Run: brew upgrade hiloop",
  },
  {
    by: "Scoop for all users",
    path: /^[A-Z]:\/ProgramData\/scoop\/apps\//i,
    advice: "Run: scoop update hiloop --global",
  },
  { by: "Scoop", path: /\/scoop\/apps\//i, advice: "Run: scoop update hiloop" },
  {
    by: "a Claude Desktop extension",
    path: /\/Claude Extensions\//i,
    advice: "Install the newest .mcpb bundle from REPOSITORY/releases/latest",
  },
  {
    by: "npx",
    path: /\/_npx\/.*\/node_modules\//,
    advice: "Run: npx hiloop-mcp@latest",
  },
  { by: "bunx", path: /\/bunx-[^/]*\/.*node_modules\//, advice: "Run: bunx hiloop-mcp@latest" },
  {
    by: "pnpm dlx",
    path: /\/pnpm\/dlx[-/].*\/node_modules\//,
    advice: "Run: pnpm dlx hiloop-mcp@latest",
  },
  {
    by: "Bun",
    path: /\/\.bun\/install\/global\/node_modules\//,
    advice: "Run: bun add --global hiloop-mcp@latest",
  },
  {
    by: "pnpm",
    path: /\/pnpm\/(?:.*\/)?global\/.*\/node_modules\//i,
    advice: "Run: pnpm add --global hiloop-mcp@latest",
  },
  {
    by: "npm",
    path: /\/lib\/node_modules\/|\/npm\/node_modules\//,
    advice: "Run: npm install --global hiloop-mcp@latest",
  },
  {
    by: "the packages of a project",
    path: /\/node_modules\//,
    advice: "Run in that project: npm install hiloop-mcp@latest",
  },
  {
    by: "Nix",
    path: /^\/nix\/store\//,
    advice: "Upgrade it the way it was added, such as: nix profile upgrade hiloop",
  },
  {
    by: "this system's packages",
    path: /^\/(?:usr\/)?s?bin\/|^\/usr\/lib|^\/snap\/|^\/var\/lib\/(?:flatpak|snapd)\//,
    advice: "Upgrade it with this system's package manager",
  },
];

/** How hiloop was installed here, by where the executable lies. */
export function installationOf(facts: ExecutableFacts): Installation {
  if (facts.isInCheckout) {
    return { kind: "managed", by: "a checkout", advice: "Run in it: git pull && sh install.sh" };
  }
  const path = facts.platform === "win32" ? facts.path.replaceAll("\\", "/") : facts.path;
  const manager = MANAGERS.find((candidate) => candidate.path.test(path));
  if (manager) {
    const advice = manager.advice.replace("REPOSITORY", facts.repository);
    return { kind: "managed", by: manager.by, advice: `${advice}.` };
  }
  if (!facts.hasKey)
    return { kind: "unchecked", by: "a build without a release key", advice: installAnew(facts) };
  if (!facts.isWritable) {
    const rollBackAdvice = rollBackAsAnother(facts);
    return { kind: "foreign", by: "another user", advice: installAsAnother(facts), rollBackAdvice };
  }
  return { kind: "own" };
}

function installAnew({ platform, repository }: ExecutableFacts): string {
  return platform === "win32"
    ? `Install a release: irm ${scriptAddress(repository, "install.ps1")} | iex`
    : `Install a release: curl -fsSL ${scriptAddress(repository, "install.sh")} | sh`;
}

/** hiloop never takes more rights by itself. */
function installAsAnother({ platform, path, repository }: ExecutableFacts): string {
  if (platform === "win32") {
    return `Run in a PowerShell with the rights to ${win32.dirname(path)}: hiloop upgrade`;
  }
  const script = scriptAddress(repository, "install.sh");
  return `Run: curl -fsSL ${script} | sudo sh -s -- --dir ${forShell(posix.dirname(path))}`;
}

function rollBackAsAnother({ platform, path }: ExecutableFacts): string {
  return platform === "win32"
    ? `Run in a PowerShell with the rights to ${win32.dirname(path)}: hiloop upgrade --rollback`
    : `Run: sudo ${forShell(path)} upgrade --rollback`;
}

function forShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function scriptAddress(repository: string, name: string): string {
  return `${repository}/releases/latest/download/${name}`;
}

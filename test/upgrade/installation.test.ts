import { expect, test } from "bun:test";
import { type Aim, type ExecutableFacts, installationOf } from "../../src/upgrade/installation.ts";

const OWN: ExecutableFacts = {
  path: "/home/ada/.local/bin/hiloop",
  platform: "linux",
  hasKey: true,
  isWritable: true,
  isInCheckout: false,
  repository: "https://example.com/hiloop",
};
const WINDOWS = { platform: "win32" } as const;
const BACK: Aim = { deed: "roll back" };
const GIVEN: Aim = { deed: "upgrade", version: "0.0.9", allowsDowngrade: true };

const MANAGED: [path: string, advice: string, facts?: Partial<ExecutableFacts>][] = [
  ["/opt/homebrew/Cellar/hiloop/0.1.0/bin/hiloop", "Run: brew upgrade hiloop"],
  ["/home/linuxbrew/.linuxbrew/Cellar/hiloop/0.1.0/bin/hiloop", "Run: brew upgrade hiloop"],
  ["/usr/local/Cellar/hiloop/0.1.0/bin/hiloop", "Run: brew upgrade hiloop"],
  ["C:\\Users\\ada\\scoop\\apps\\hiloop\\0.1.0\\hiloop.exe", "Run: scoop update hiloop", WINDOWS],
  ["C:\\ProgramData\\scoop\\apps\\hiloop\\0.1.0\\hiloop.exe", "Run: scoop update hiloop --global", WINDOWS],
  [
    "/Users/ada/Library/Application Support/Claude/Claude Extensions/local.hiloop/server/hiloop",
    "Install the newest .mcpb bundle from https://example.com/hiloop/releases/latest",
  ],
  [
    "C:\\Users\\ada\\AppData\\Roaming\\Claude\\Claude Extensions\\local.hiloop\\server\\hiloop.exe",
    "Install the newest .mcpb bundle from https://example.com/hiloop/releases/latest",
    WINDOWS,
  ],
  ["/home/ada/.npm/_npx/1a2b/node_modules/@hi-loop/hiloop-linux-x64/hiloop", "Run: npx hiloop-mcp@latest"],
  [
    "C:\\Users\\ada\\AppData\\Local\\npm-cache\\_npx\\1a2b\\node_modules\\@hi-loop\\x\\hiloop.exe",
    "Run: npx hiloop-mcp@latest",
    WINDOWS,
  ],
  ["/tmp/bunx-1000-hiloop-mcp@latest/node_modules/@hi-loop/x/hiloop", "Run: bunx hiloop-mcp@latest"],
  ["/home/ada/.cache/pnpm/dlx/ab/cd/node_modules/.pnpm/x/hiloop", "Run: pnpm dlx hiloop-mcp@latest"],
  ["/home/ada/.bun/install/global/node_modules/@hi-loop/x/hiloop", "Run: bun add --global hiloop-mcp@latest"],
  [
    "/home/ada/.local/share/pnpm/global/5/.pnpm/@hi-loop+x@0.1.0/node_modules/@hi-loop/x/hiloop",
    "Run: pnpm add --global hiloop-mcp@latest",
  ],
  [
    "/usr/lib/node_modules/hiloop-mcp/node_modules/@hi-loop/x/hiloop",
    "Run: npm install --global hiloop-mcp@latest",
  ],
  [
    "C:\\Users\\ada\\AppData\\Roaming\\npm\\node_modules\\hiloop-mcp\\node_modules\\@hi-loop\\x\\hiloop.exe",
    "Run: npm install --global hiloop-mcp@latest",
    WINDOWS,
  ],
  ["/home/ada/project/node_modules/@hi-loop/x/hiloop", "Run in that project: npm install hiloop-mcp@latest"],
  [
    "/nix/store/0a1b-hiloop-0.1.0/bin/hiloop",
    "Upgrade it the way it was added, such as: nix profile upgrade hiloop",
  ],
  ["/usr/bin/hiloop", "Upgrade it with this system's package manager."],
  ["/bin/hiloop", "Upgrade it with this system's package manager."],
  ["/usr/libexec/hiloop/hiloop", "Upgrade it with this system's package manager."],
  ["/snap/hiloop/12/bin/hiloop", "Upgrade it with this system's package manager."],
];

for (const [path, advice, facts] of MANAGED) {
  test(`${path} is left to who installed it`, () => {
    expect(installationOf({ ...OWN, ...facts, path })).toMatchObject({ kind: "managed", advice });
  });
}

const OWN_PATHS: [path: string, facts?: Partial<ExecutableFacts>][] = [
  ["/home/ada/.local/bin/hiloop"],
  ["/usr/local/bin/hiloop"],
  ["/opt/hiloop/hiloop"],
  ["/home/snap/bin/hiloop"],
  ["/home/ada/usr/bin/hiloop"],
  ["C:\\Users\\ada\\AppData\\Local\\Programs\\hiloop\\hiloop.exe", WINDOWS],
];

for (const [path, facts] of OWN_PATHS) {
  test(`${path} is replaced by hiloop itself`, () => {
    expect(installationOf({ ...OWN, ...facts, path })).toEqual({ kind: "own" });
  });
}

test("a checkout is brought up to date as a checkout", () => {
  expect(installationOf({ ...OWN, isInCheckout: true })).toEqual({
    kind: "managed",
    by: "a checkout",
    advice: "Run in it: git pull && sh install.sh",
  });
});

test("a build that cannot check releases is installed anew", () => {
  const facts = { ...OWN, hasKey: false };
  expect(installationOf(facts)).toMatchObject({
    kind: "unchecked",
    advice:
      "Install a release: curl -fsSL https://example.com/hiloop/releases/latest/download/install.sh | sh",
  });
  expect(installationOf({ ...facts, ...WINDOWS })).toMatchObject({
    advice: "Install a release: irm https://example.com/hiloop/releases/latest/download/install.ps1 | iex",
  });
});

test("a folder of somebody else's gets the command that somebody else may run, with the folder quoted", () => {
  const facts = { ...OWN, isWritable: false, path: "/opt/Ada's tools/hiloop" };
  expect(installationOf(facts)).toMatchObject({
    kind: "foreign",
    advice:
      "Run: curl -fsSL https://example.com/hiloop/releases/latest/download/install.sh | sudo sh -s -- --dir '/opt/Ada'\\''s tools'",
  });
  expect(installationOf(facts, BACK)).toMatchObject({
    advice: "Run: sudo '/opt/Ada'\\''s tools/hiloop' upgrade --rollback",
  });
  const windows = { ...facts, ...WINDOWS, path: "C:\\Tools\\hiloop.exe" };
  expect(installationOf(windows)).toMatchObject({
    kind: "foreign",
    advice: "Run in a PowerShell with the rights to C:\\Tools: hiloop upgrade",
  });
  expect(installationOf(windows, BACK)).toMatchObject({
    advice: "Run in a PowerShell with the rights to C:\\Tools: hiloop upgrade --rollback",
  });
});

const NONE_KEPT = "No former one is kept; name a version.";
const SCRIPT = "https://example.com/hiloop/releases/latest/download/install";
const BREW = `Homebrew has the newest only. Without it: brew uninstall hiloop && curl -fsSL ${SCRIPT}.sh | sh -s -- --version`;
const ELSEWHERE: [name: string, facts: Partial<ExecutableFacts>, given: string, back: string][] = [
  [
    "Homebrew",
    { path: "/opt/homebrew/Cellar/hiloop/0.1.0/bin/hiloop" },
    `${BREW} 0.0.9`,
    `${NONE_KEPT} ${BREW} X.Y.Z`,
  ],
  [
    "Scoop",
    { path: "C:\\Users\\ada\\scoop\\apps\\hiloop\\0.1.0\\hiloop.exe", ...WINDOWS },
    "Run: scoop install hiloop@0.0.9",
    "Run, with a version that Scoop still has: scoop reset hiloop@X.Y.Z",
  ],
  [
    "a Claude Desktop extension",
    { path: "/Users/ada/Claude Extensions/local.hiloop/server/hiloop" },
    "Install the .mcpb bundle from https://example.com/hiloop/releases/tag/v0.0.9",
    `${NONE_KEPT} Install the .mcpb bundle from https://example.com/hiloop/releases/tag/vX.Y.Z`,
  ],
  [
    "npm",
    { path: "/usr/lib/node_modules/hiloop-mcp/node_modules/@hi-loop/x/hiloop" },
    "Run: npm install --global hiloop-mcp@0.0.9",
    `${NONE_KEPT} Run: npm install --global hiloop-mcp@X.Y.Z`,
  ],
  [
    "Nix",
    { path: "/nix/store/0a1b-hiloop-0.1.0/bin/hiloop" },
    "Add hiloop 0.0.9 the way this one was added.",
    "Go back the way it was added, such as: nix profile rollback",
  ],
  [
    "this system's packages",
    { path: "/usr/bin/hiloop" },
    "Install hiloop 0.0.9 with this system's package manager.",
    "Go back with this system's package manager.",
  ],
  [
    "a checkout",
    { isInCheckout: true },
    "Run in it: git checkout v0.0.9 && sh install.sh",
    `${NONE_KEPT} Run in it: git checkout vX.Y.Z && sh install.sh`,
  ],
  [
    "another user",
    { isWritable: false, path: "/opt/hiloop/hiloop" },
    `Run: curl -fsSL ${SCRIPT}.sh | sudo sh -s -- --dir /opt/hiloop --version 0.0.9`,
    "Run: sudo /opt/hiloop/hiloop upgrade --rollback",
  ],
  [
    "another user of Windows",
    { isWritable: false, path: "C:\\Tools\\hiloop.exe", ...WINDOWS },
    "Run in a PowerShell with the rights to C:\\Tools: hiloop upgrade --version 0.0.9 --allow-downgrade",
    "Run in a PowerShell with the rights to C:\\Tools: hiloop upgrade --rollback",
  ],
];

for (const [name, facts, given, back] of ELSEWHERE) {
  test(`what ${name} installed is told how a given version, and the former one, are had there`, () => {
    expect(installationOf({ ...OWN, ...facts }, GIVEN)).toMatchObject({ advice: given });
    expect(installationOf({ ...OWN, ...facts }, BACK)).toMatchObject({ advice: back });
  });
}

test("a build that cannot check releases is told how a given one is installed", () => {
  const facts = { ...OWN, hasKey: false };
  expect(installationOf(facts, GIVEN)).toMatchObject({
    advice: `Install a release: curl -fsSL ${SCRIPT}.sh | sh -s -- --version 0.0.9`,
  });
  expect(installationOf({ ...facts, ...WINDOWS }, GIVEN)).toMatchObject({
    advice: `Install a release: & ([scriptblock]::Create((irm ${SCRIPT}.ps1))) -Version 0.0.9`,
  });
});

/** Who installs hiloop beside hiloop itself, and what it is told to say. In `given`, X.Y.Z stands for a version. */
export type Manager = {
  by: string;
  /** Of the executable, with forward slashes. */
  path: RegExp;
  newest: string;
  given: string;
  /** For those that keep what they replaced. */
  former?: string;
};

/** The first that fits counts. REPOSITORY stands for the address of the sources. What ends in a command or an address has no full stop. */
export const MANAGERS: readonly Manager[] = [
  {
    by: "Homebrew",
    path: /\/Cellar\//,
    newest: "Run: brew upgrade hiloop",
    given:
      "Homebrew has the newest only. Without it: brew uninstall hiloop && curl -fsSL REPOSITORY/releases/latest/download/install.sh | sh -s -- --version X.Y.Z",
  },
  scoop("Scoop for all users", /^[A-Z]:\/ProgramData\/scoop\/apps\//i, " --global"),
  scoop("Scoop", /\/scoop\/apps\//i, ""),
  {
    by: "a Claude Desktop extension",
    path: /\/Claude Extensions\//i,
    newest: "Install the newest .mcpb bundle from REPOSITORY/releases/latest",
    given: "Install the .mcpb bundle from REPOSITORY/releases/tag/vX.Y.Z",
  },
  fromRegistry("npx", /\/_npx\/.*\/node_modules\//, "Run: npx"),
  fromRegistry("bunx", /\/bunx-[^/]*\/.*node_modules\//, "Run: bunx"),
  fromRegistry("pnpm dlx", /\/pnpm\/dlx[-/].*\/node_modules\//, "Run: pnpm dlx"),
  fromRegistry("Bun", /\/\.bun\/install\/global\/node_modules\//, "Run: bun add --global"),
  fromRegistry("pnpm", /\/pnpm\/(?:.*\/)?global\/.*\/node_modules\//i, "Run: pnpm add --global"),
  fromRegistry("npm", /\/lib\/node_modules\/|\/npm\/node_modules\//, "Run: npm install --global"),
  fromRegistry("the packages of a project", /\/node_modules\//, "Run in that project: npm install"),
  {
    by: "Nix",
    path: /^\/nix\/store\//,
    newest: "Upgrade it the way it was added, such as: nix profile upgrade hiloop",
    given: "Add hiloop X.Y.Z the way this one was added.",
    former: "Go back the way it was added, such as: nix profile rollback",
  },
  {
    by: "this system's packages",
    path: /^\/(?:usr\/)?s?bin\/|^\/usr\/lib|^\/snap\/|^\/var\/lib\/(?:flatpak|snapd)\//,
    newest: "Upgrade it with this system's package manager.",
    given: "Install hiloop X.Y.Z with this system's package manager.",
    former: "Go back with this system's package manager.",
  },
];

function scoop(by: string, path: RegExp, flag: string): Manager {
  return {
    by,
    path,
    newest: `Run: scoop update hiloop${flag}`,
    given: `Run: scoop install hiloop@X.Y.Z${flag}`,
    former: `Run, with a version that Scoop still has: scoop reset hiloop@X.Y.Z${flag}`,
  };
}

function fromRegistry(by: string, path: RegExp, command: string): Manager {
  return {
    by,
    path,
    newest: `${command} hiloop-mcp@latest`,
    given: `${command} hiloop-mcp@X.Y.Z`,
  };
}

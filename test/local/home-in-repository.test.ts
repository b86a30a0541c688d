import { expect, test } from "bun:test";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { canMount, withAccount } from "./account.ts";
import { type Sandbox, sandbox } from "./sandbox.ts";
import { stranger } from "./stranger.ts";

/** A cloned repository beside a home, with a folder in it that looks like hiloop's own. */
function clone(home: Sandbox): { repository: string; planted: string } {
  const repository = join(home.folder, "clone");
  const planted = join(repository, ".hiloop");
  mkdirSync(planted, { recursive: true, mode: 0o700 });
  mkdirSync(join(repository, ".git"));
  mkdirSync(join(repository, "packages", "app"), { recursive: true });
  symlinkSync(planted, join(repository, "in"));
  symlinkSync(join(home.folder, "elsewhere"), join(repository, "out"));
  symlinkSync(repository, join(home.folder, "to-clone"));
  mkdirSync(join(home.folder, "elsewhere"), { mode: 0o700 });
  return { repository, planted };
}

const CHOSEN: [what: string, env: Record<string, string>, cwd: string][] = [
  ["HILOOP_HOME in the working folder", { HILOOP_HOME: "CLONE/.hiloop" }, "."],
  ["HILOOP_HOME that is the working folder", { HILOOP_HOME: "CLONE" }, "."],
  ["a folder that is not there yet", { HILOOP_HOME: "CLONE/new/.hiloop" }, "."],
  ["a path that finds the working folder by itself", { HILOOP_HOME: "/proc/self/cwd/.hiloop" }, "."],
  ["a link in the repository to a folder in it", { HILOOP_HOME: "CLONE/in" }, "."],
  ["a link in the repository to a folder elsewhere", { HILOOP_HOME: "/proc/self/cwd/out" }, "."],
  ["a link elsewhere to the repository", { HILOOP_HOME: "CLONE/../to-clone/.hiloop" }, "."],
  ["the repository around the working folder", { HILOOP_HOME: "CLONE/.hiloop" }, "packages/app"],
  ["HOME that is the working folder", { HOME: "CLONE" }, "."],
  ["HOME by a path that finds the working folder", { HOME: "/proc/self/cwd" }, "."],
  ["HOME that is relative", { HOME: "." }, "."],
];

for (const [what, chosen, cwd] of CHOSEN) {
  test(`a home that a repository may have filled is refused: ${what}`, async () => {
    await using home = await sandbox();
    using other = stranger();
    const { repository, planted } = clone(home);
    for (const folder of [planted, repository, join(home.folder, "elsewhere")]) other.plantIn(folder);
    const env = Object.fromEntries(
      Object.entries(chosen).map(([name, value]) => [name, value.replace("CLONE", repository)]),
    );

    const { code, out, err } = await home.run(["agent", "list"], { cwd: join(repository, cwd), env });

    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(
      /^hiloop: (HOME|HILOOP_HOME) puts hiloop's own folder at \S+, inside \S+, where hiloop was started: a cloned repository could choose there who approves\. Use a folder elsewhere, or name this one with --home \S+\n$/,
    );
    expect(other.requests).toEqual([]);
    expect(existsSync(join(planted, "secrets.json"))).toBe(false);
  });
}

test("such a home is used when --home names it", async () => {
  await using home = await sandbox();
  const { repository, planted } = clone(home);

  const { code, out } = await home.run(["status", "--json", "--home", planted], { cwd: repository });

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ mode: "local", home: planted });
});

const OWN: [what: string, cwd: string, env: Record<string, string>, expected: string][] = [
  ["the account's home, standing in it", ".", {}, ".hiloop"],
  ["the account's home, standing in hiloop's own folder", ".hiloop", {}, ".hiloop"],
  ["the account's home, standing above it", "..", {}, ".hiloop"],
  ["another folder, standing in the account's home", ".", { HILOOP_HOME: "HOME/other" }, "other"],
  ["another folder, standing at the root of the disk", "/", { HILOOP_HOME: "HOME/other" }, "other"],
];

for (const [what, cwd, extra, expected] of OWN) {
  test.skipIf(!canMount)(`a home that is the person's own is used: ${what}`, async () => {
    await using home = await sandbox();
    const account = join(home.folder, "account");
    const program = withAccount(account);
    mkdirSync(join(account, ".hiloop"), { mode: 0o700 });
    // As those have who keep their settings in a repository.
    mkdirSync(join(account, ".git"));
    const env = Object.fromEntries(
      Object.entries(extra).map(([name, value]) => [name, value.replace("HOME", account)]),
    );

    const { code, out } = await home.run(["status", "--json"], {
      program,
      cwd: cwd.startsWith("/") ? cwd : join(account, cwd),
      env: { HOME: account, ...env },
    });

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ server: "asleep", home: join(account, expected) });
  });
}

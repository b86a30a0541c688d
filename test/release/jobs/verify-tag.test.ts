import { describe, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { tempDir } from "../../helpers/temp-dir.ts";
import { job } from "./job.ts";

type Checkout = AsyncDisposable & { path: string; remote: string };

type Given = { version?: string; changelog?: string; tags?: string[]; repository?: string; key?: boolean };

/** A checkout with what a tag is judged by, and a repository with these tags. */
async function checkout(given: Given): Promise<Checkout> {
  const {
    version = "1.2.3",
    changelog = `# Changelog\n\n## ${version}\n\nNew.\n`,
    tags = [`v${version}`],
  } = given;
  const scratch = await tempDir();
  const path = join(scratch.path, "here");
  const remote = join(scratch.path, "remote");
  await mkdir(path);
  git("init", "--quiet", remote);
  git(
    "-C",
    remote,
    "-c",
    "user.name=a",
    "-c",
    "user.email=a@b",
    "commit",
    "--quiet",
    "--allow-empty",
    "-m",
    "a",
  );
  for (const tag of tags) git("-C", remote, "tag", tag);
  const repository = { url: `git+${given.repository ?? remote}.git` };
  await Bun.write(join(path, "package.json"), JSON.stringify({ version, repository }));
  await Bun.write(join(path, "CHANGELOG.md"), changelog);
  if (given.key !== false) await Bun.write(join(path, "scripts/release/minisign.pub"), "key");
  return { path, remote, [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose]() };
}

function git(...args: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(["git", ...args], { stdin: null });
  if (exitCode !== 0) throw new Error(stderr.toString());
}

async function verify(given: Given, tag = "v1.2.3") {
  await using here = await checkout(given);
  return await job("verify-tag.sh", [tag, here.remote], { cwd: here.path });
}

describe("a tag", () => {
  test("of the version, with notes and the newest, is released", async () => {
    expect(await verify({ tags: ["v1.2.3", "v1.2.2", "v0.10.0", "v1.2.10-rc.1", "vacation"] })).toEqual({
      code: 0,
      out: "1.2.3\n",
      err: "",
    });
  });

  const refused: [name: string, given: Given, tag: string, said: string][] = [
    ["of another version", {}, "v1.2.4", "the tag is v1.2.4, package.json says 1.2.3"],
    ["of a prerelease", { version: "1.0.0-rc.1" }, "v1.0.0-rc.1", "prereleases are not published"],
    [
      "in another repository",
      { repository: "https://example.com/x" },
      "v1.2.3",
      "package.json says git+https:",
    ],
    ["without a public key", { key: false }, "v1.2.3", "minisign.pub"],
    ["without a heading", { changelog: "# Changelog\n" }, "v1.2.3", '"## 1.2.3"'],
    [
      "not released in the changelog",
      { changelog: "## 1.2.3 (not released)\n\nNew.\n" },
      "v1.2.3",
      '"## 1.2.3"',
    ],
    ["whose number only begins a heading", { changelog: "## 1.2.30\n\nNew.\n" }, "v1.2.3", '"## 1.2.3"'],
    [
      "whose heading has nothing below it",
      { changelog: "## 1.2.3\n\n## 1.2.2\n\nOld.\n" },
      "v1.2.3",
      "nothing below",
    ],
    ["that is older than another", { tags: ["v1.2.3", "v1.10.0"] }, "v1.2.3", "the newest tag at"],
  ];
  test.each(refused)("%s is refused", async (_, given, tag, said) => {
    expect(await verify(given, tag)).toMatchObject({ code: 1, out: "", err: expect.stringContaining(said) });
  });
});

test("an older version is not published again, nor when the tags cannot be read", async () => {
  await using here = await checkout({ tags: ["v1.9.0", "v1.10.0"] });
  expect(await job("refuse-older.sh", ["1.10.0", here.remote])).toMatchObject({ code: 0 });
  expect(await job("refuse-older.sh", ["1.9.0", here.remote])).toMatchObject({ code: 1 });
  const none = await job("refuse-older.sh", ["1.10.0", join(here.path, "none")]);
  expect(none.code).not.toBe(0);
});

test("the notes are those of the version alone", async () => {
  await using here = await checkout({
    changelog: "## 1.2.30\n\nno\n\n## 1.2.3\n\n- one\n\n### more\n\n## 1.2.2\n\nno\n",
  });
  const notes = await job("changelog.sh", ["1.2.3"], { cwd: here.path });
  expect(notes).toEqual({ code: 0, out: "\n- one\n\n### more\n", err: "" });
});

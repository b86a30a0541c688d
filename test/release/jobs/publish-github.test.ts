import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { tempDir } from "../../helpers/temp-dir.ts";
import { job, standIn, writeRelease } from "./job.ts";

/** A GitHub that keeps one release in the folder STATE, as far as the script uses it. */
const GH = `set -eu
echo "$*" >>"$STATE/calls"
case $2 in
view) [ -z "\${BROKEN:-}" ] || { echo "HTTP 502" >&2; exit 1; }
  [ -d "$STATE/release" ] || { echo "release not found" >&2; exit 1; }
  cat "$STATE/isDraft" ;;
create) mkdir "$STATE/release"; shift 3
  while [ $# -gt 0 ]; do case $1 in
    --notes-file) cp "$2" "$STATE/notes"; shift 2 ;;
    --title) shift 2 ;;
    --*) shift ;;
    *) cp "$1" "$STATE/release"; shift ;;
  esac; done; echo false >"$STATE/isDraft" ;;
delete) rm -r "$STATE/release" ;;
download) mkdir "$5"; cp "$STATE/release"/* "$5" ;;
esac
`;

const FILES = { "hiloop-1.2.3-linux-x64.tar.gz": "archive", "npm/a.tgz": "package", "install.sh": "script" };

type GitHub = AsyncDisposable & {
  publish(env?: Record<string, string>): ReturnType<typeof job>;
  path(name: string): string;
  calls(): Promise<string[]>;
};

async function gitHub(): Promise<GitHub> {
  const scratch = await tempDir();
  const path = (name: string) => join(scratch.path, name);
  await writeRelease(path("made"), FILES);
  await Bun.write(path("made/SHA256SUMS.minisig"), "signature");
  await Bun.write(path("made/foreign"), "no list names this");
  await Bun.write(path("CHANGELOG.md"), "## 1.2.3\n\nNew.\n");
  const given = { PATH: await standIn(scratch.path, "gh", GH), STATE: scratch.path };
  return {
    path,
    publish: (env = {}) =>
      job("publish-github.sh", [path("made"), "1.2.3"], { cwd: scratch.path, env: { ...given, ...env } }),
    calls: async () =>
      (await Bun.file(path("calls")).text()).split("\n").map((line) => line.split(" ")[1] ?? ""),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

describe("publish-github", () => {
  test("publishes the files that the list names, without those of npm, and the notes", async () => {
    await using github = await gitHub();
    expect(await github.publish()).toMatchObject({ code: 0 });
    const expected = ["SHA256SUMS", "SHA256SUMS.minisig", "hiloop-1.2.3-linux-x64.tar.gz", "install.sh"];
    expect(readdirSync(github.path("release")).sort()).toEqual(expected);
    expect((await Bun.file(github.path("notes")).text()).trim()).toBe("New.");
  });

  test("accepts a release that is there already only with these files", async () => {
    await using github = await gitHub();
    await github.publish();
    expect(await github.publish()).toMatchObject({
      code: 0,
      out: expect.stringContaining("with these files"),
    });
    await Bun.write(github.path("release/install.sh"), "evil");
    expect(await github.publish()).toMatchObject({
      code: 1,
      err: expect.stringContaining("with other files"),
    });
    expect((await github.calls()).filter((call) => call === "create")).toHaveLength(1);
  });

  test("makes a draft anew that a run has left half done", async () => {
    await using github = await gitHub();
    await Bun.write(github.path("release/install.sh"), "half");
    await Bun.write(github.path("isDraft"), "true\n");
    expect(await github.publish()).toMatchObject({ code: 0 });
    expect(readdirSync(github.path("release"))).toHaveLength(4);
    expect((await github.calls()).slice(0, 3)).toEqual(["view", "delete", "create"]);
  });

  test("does nothing when GitHub does not say what is there", async () => {
    await using github = await gitHub();
    expect(await github.publish({ BROKEN: "1" })).toMatchObject({
      code: 1,
      err: expect.stringContaining("502"),
    });
    expect((await github.calls()).filter((call) => call !== "")).toEqual(["view"]);
  });
});

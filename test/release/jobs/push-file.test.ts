import { expect, test } from "bun:test";
import { join } from "node:path";
import { tempDir } from "../../helpers/temp-dir.ts";
import { job } from "./job.ts";

function git(...args: string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(["git", ...args], { stdin: null });
  if (exitCode !== 0) throw new Error(stderr.toString());
  return stdout.toString();
}

test("push-file puts the file into the other repository once, and commits nothing else", async () => {
  await using scratch = await tempDir();
  const path = (name: string) => join(scratch.path, name);
  git("init", "--quiet", "--bare", path("remote"));
  git("clone", "--quiet", path("remote"), path("target"));
  const formula = path("hiloop.rb");
  const push = (version: string) =>
    job("push-file.sh", [formula, path("target"), "Formula/hiloop.rb", version]);

  await Bun.write(formula, "one");
  await Bun.write(path("target/foreign"), "lies about");
  expect(await push("1.0.0")).toMatchObject({ code: 0 });
  expect(await push("1.0.0")).toMatchObject({ code: 0, out: expect.stringContaining("there already") });
  await Bun.write(formula, "two");
  expect(await push("1.1.0")).toMatchObject({ code: 0 });

  expect(git("-C", path("remote"), "log", "--format=%s %an")).toBe(
    "hiloop 1.1.0 hiloop release\nhiloop 1.0.0 hiloop release\n",
  );
  expect(git("-C", path("remote"), "show", "HEAD:Formula/hiloop.rb")).toBe("two");
  expect(git("-C", path("remote"), "ls-tree", "-r", "--name-only", "HEAD")).toBe("Formula/hiloop.rb\n");
});

import { expect, test } from "bun:test";
import { join } from "node:path";
import { compileHiloop } from "../../scripts/build/compile-hiloop.ts";
import { fetchRuntimes } from "../../scripts/build/runtimes.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const LOCK = join(import.meta.dir, "..", "..", "bun.lock");

test("a build on a runtime that bun.lock vouches for is the same as one on what Bun fetches by itself", async () => {
  await using folder = await tempDir();
  const runtimes = await fetchRuntimes(LOCK, ["darwin-arm64"], join(folder.path, "runtimes"));
  const [checked, unchecked] = [join(folder.path, "a", "hiloop"), join(folder.path, "b", "hiloop")];
  await compileHiloop({ target: "darwin-arm64", outfile: checked, runtime: runtimes.get("darwin-arm64") });
  await compileHiloop({ target: "darwin-arm64", outfile: unchecked });
  expect(Bun.hash(await Bun.file(checked).bytes())).toBe(Bun.hash(await Bun.file(unchecked).bytes()));
}, 60_000);

test("a runtime that is not the one in bun.lock is refused", async () => {
  await using folder = await tempDir();
  const lock = await Bun.file(LOCK).text();
  const [other = ""] = /sha512-\S+==/.exec(lock) ?? [];
  const tampered = lock.replace(
    /("@oven\/bun-darwin-arm64@|"@oven\/bun-darwin-aarch64@).*(sha512-\S+==)/,
    (line, _, sum) => line.replace(sum, other),
  );
  expect(tampered).not.toBe(lock);
  await Bun.write(join(folder.path, "bun.lock"), tampered);

  const fetching = fetchRuntimes(
    join(folder.path, "bun.lock"),
    ["darwin-arm64"],
    join(folder.path, "runtimes"),
  );

  await expect(fetching).rejects.toThrow(/could not be fetched as bun\.lock names them: .*[Ii]ntegrity/s);
}, 60_000);

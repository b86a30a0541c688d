import { expect, test } from "bun:test";
import { join } from "node:path";
import { sandbox } from "../local/sandbox.ts";

const USAGE: [args: string[], sentence: string][] = [
  [
    ["--rollback", "--check"],
    "--rollback goes with no other flag: it takes the version that was kept. See hiloop upgrade --help.",
  ],
  [
    ["--rollback", "--version", "1.2.3"],
    "--rollback goes with no other flag: it takes the version that was kept. See hiloop upgrade --help.",
  ],
  [
    ["--check", "--version", "9.0.0"],
    "--check asks for the newest release, so it does not go with --version. See hiloop upgrade --help.",
  ],
  [
    ["--check", "--json", "--version", "9.0.0"],
    "--check asks for the newest release, so it does not go with --version. See hiloop upgrade --help.",
  ],
  [["--version", "newest"], '--version must be a version, not "newest". For example --version 1.2.3.'],
  [
    ["--version", "1.2.3/../../x"],
    '--version must be a version, not "1.2.3/../../x". For example --version 1.2.3.',
  ],
];

for (const [args, sentence] of USAGE) {
  test(`hiloop upgrade ${args.join(" ")} exits with 2 and one sentence`, async () => {
    await using home = await sandbox();
    expect(await home.run(["upgrade", ...args])).toEqual({ code: 2, out: "", err: `hiloop: ${sentence}\n` });
  });
}

const BASES: [base: string, sentence: string][] = [
  [
    "http://example.com/hiloop",
    "HILOOP_DOWNLOAD_BASE is plain http, which is accepted for this computer only.",
  ],
  ["ftp://example.com", 'HILOOP_DOWNLOAD_BASE must be an address like https://hiloop.example.com, not "ftp:'],
  ["https://ada:word@example.com", "HILOOP_DOWNLOAD_BASE must be a plain address, without a name, password"],
];

for (const [base, sentence] of BASES) {
  test(`the mirror ${base} is refused`, async () => {
    await using home = await sandbox({ HILOOP_DOWNLOAD_BASE: base });
    const { code, err } = await home.run(["upgrade"]);
    expect({ code, err: err.slice(8, 8 + sentence.length) }).toEqual({ code: 2, err: sentence });
  });
}

test.each([
  [[], "upgrade itself. Run in it: git pull && sh install.sh\n"],
  [
    ["--rollback"],
    "roll back itself. No former one is kept; name a version. Run in it: git checkout vX.Y.Z && sh install.sh\n",
  ],
])("a build in its checkout is not replaced by a release: %p", async (args, sentence) => {
  await using home = await sandbox();
  expect(await home.run(["upgrade", ...args])).toEqual({
    code: 4,
    out: "",
    err: `hiloop: This hiloop came from a checkout, so it does not ${sentence}`,
  });
});

test("a build without a release key does not even look, for it could not check what it is told", async () => {
  await using home = await sandbox({ HILOOP_DOWNLOAD_BASE: "http://127.0.0.1:9" });
  const program = [process.execPath, join(import.meta.dir, "..", "..", "src", "main.ts")];
  expect(await home.run(["upgrade", "--check"], { program })).toEqual({
    code: 4,
    out: "",
    err: "hiloop: This hiloop was built without a release key, so it cannot check a release. Run in it: git pull && sh install.sh\n",
  });
});

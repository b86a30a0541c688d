import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { hostTarget } from "../../scripts/build/targets.ts";
import { runCommand } from "../helpers/run-command.ts";
import { npmHome, npmTarballs } from "./npm-client.ts";
import { npmRegistry } from "./npm-registry.ts";

const SCRIPT = join(import.meta.dir, "../../scripts/release/smoke/smoke-npm.sh");
const NPM = Bun.which("npm") && Bun.which("node");

test.skipIf(!NPM)(
  "what the workflow tries of the npm packages works here, and notices another version (skipped without npm)",
  async () => {
    await using registry = await npmRegistry([]);
    await using home = await npmHome(registry.url);
    await npmTarballs(join(home.work, "release/npm"));
    const smoke = (version: string) =>
      runCommand(["sh", SCRIPT, "release", version, hostTarget()], { cwd: home.work, env: home.npmEnv });
    const { code, out, err } = await smoke(packageJson.version);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`hiloop ${packageJson.version} (`);
    expect(existsSync(join(home.work, "project/node_modules/.bin/hiloop-mcp"))).toBe(true);
    expect((await smoke("9.9.9")).code).not.toBe(0);
  },
  60_000,
);

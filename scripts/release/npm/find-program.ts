import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { hostTarget, TARGETS } from "../../build/targets.ts";
import { NPM_SCOPE } from "../names.ts";

const AGAIN = "install hiloop-mcp again";

type Manifest = { version?: unknown; hiloop?: { programSize?: unknown } };

/**
 * The executable of this machine, whole and of the launcher's version. Node looks for its package in every folder above
 * and in NODE_PATH, where another version may lie. Throws one sentence.
 */
export function findProgram(resolve: (file: string) => string): string {
  const target = hostTarget();
  const name = `${NPM_SCOPE}/hiloop-${target}`;
  let file: string;
  let described: string;
  try {
    described = resolve(`${name}/package.json`);
    file = resolve(`${name}/bin/${TARGETS[target].executable}`);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND")) {
      throw new Error(`the npm package ${name} cannot be read: ${AGAIN}.`);
    }
    throw new Error(
      `the npm package ${name}, which holds the program for this machine, is not installed. ` +
        "npm leaves it out with --omit=optional, and when node_modules comes from another system: " +
        `${AGAIN}, here and without that option.`,
    );
  }
  const own = manifest(resolve("../package.json"));
  const found = manifest(described);
  if (found.version !== own.version) {
    throw new Error(`${described} is of version ${found.version}, not ${own.version}: ${AGAIN}.`);
  }
  checkProgram(file, found.hiloop?.programSize);
  return file;
}

/** Before execve, which in some versions of Node aborts the process when it fails. */
function checkProgram(file: string, size: unknown): void {
  if (typeof size !== "number" || statSync(file).size < size) {
    throw new Error(`${file} is not whole: ${AGAIN}, and check that the disk is not full.`);
  }
  try {
    accessSync(file, constants.X_OK);
  } catch {
    throw new Error(`${file} may not be executed: ${AGAIN}, on a disk that allows programs.`);
  }
}

function manifest(file: string): Manifest {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Error(`${file} cannot be read: ${AGAIN}.`);
  }
}

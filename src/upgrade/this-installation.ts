import { accessSync, constants, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { executablePath } from "../local/executable-path.ts";
import { RELEASE_KEY, REPOSITORY, TARGET } from "../version.ts";
import { type Aim, type Installation, installationOf } from "./installation.ts";

const PACKAGE_OF_SOURCES = "hiloop";
const BUILT_AT_MOST_BELOW = 3;

/** How the running hiloop was installed, and who is told what is wanted. */
export function thisInstallation(aim?: Aim): Installation {
  const path = executablePath();
  const facts = {
    path,
    platform: process.platform,
    hasKey: RELEASE_KEY !== "",
    isWritable: canWrite(dirname(path)),
    isInCheckout: TARGET === "unknown" || isInCheckout(path),
    repository: REPOSITORY,
  };
  return installationOf(facts, aim);
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isInCheckout(path: string): boolean {
  let folder = dirname(path);
  for (let above = 0; above < BUILT_AT_MOST_BELOW; above++, folder = dirname(folder)) {
    if (packageName(folder) === PACKAGE_OF_SOURCES) return true;
  }
  return false;
}

function packageName(folder: string): unknown {
  try {
    const content: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return typeof content === "object" && content !== null && "name" in content ? content.name : undefined;
  } catch {
    return undefined;
  }
}

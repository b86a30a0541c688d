import { userInfo } from "node:os";
import * as v from "valibot";
import { askDirectory } from "../config/account-home.ts";
import { childEnvironment, findProgram } from "../config/environment.ts";
import { NameSchema } from "../protocol/primitives.ts";

/** What Bun says when no variable names the user: it does not ask the system. */
const UNKNOWN = "unknown";

/** What this computer calls its user; containers run users without a name. */
export function userName(): string {
  const candidates = [fromRuntime, fromSystem].map((ask) => v.safeParse(NameSchema, ask()));
  const named = candidates.find((candidate) => candidate.success && candidate.output !== UNKNOWN);
  return named?.success ? named.output : "You";
}

function fromRuntime(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function fromSystem(): string | undefined {
  const id = findProgram("id");
  return id ? askDirectory([id, "-un"], childEnvironment()).trim() : undefined;
}

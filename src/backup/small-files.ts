import * as v from "valibot";
import { PinSchema } from "../local/file-pins.ts";
import { LocalSecretsSchema } from "../local/local-secrets.ts";
import { CONFIG, SECRETS } from "./entry-names.ts";

/** Far beyond any of them: the largest, a roster, has some 500 bytes an entry. */
export const SMALL_FILE_MAX_BYTES = 16 * 1024 * 1024;

/** Its shape alone. A value that does not fit, such as a path of another system, is the person's to correct after a restore. */
export const ConfigFileSchema = v.pipe(
  v.unknown(),
  // A record may be a list, too.
  v.check((content) => !Array.isArray(content)),
  v.record(v.string(), v.union([v.string(), v.number(), v.array(v.union([v.string(), v.number()]))])),
);

/** Whether hiloop could go on with such a file of its own folder. */
export function isUsable(name: string, text: string): boolean {
  if (name === "port") return /^\d{1,5}\s*$/.test(text) && Number(text) > 0 && Number(text) < 65_536;
  return v.safeParse(schemaOf(name), parsed(text)).success;
}

function schemaOf(name: string) {
  if (name === SECRETS) return LocalSecretsSchema;
  return name === CONFIG ? ConfigFileSchema : PinSchema;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

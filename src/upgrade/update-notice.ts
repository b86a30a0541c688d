import { readFileSync } from "node:fs";
import * as v from "valibot";
import type { Config } from "../config/config.ts";
import { replaceFile } from "../local/private-files.ts";
import { VERSION } from "../version.ts";
import { findRelease, latestVersion } from "./release.ts";
import type { ReleaseSource } from "./release-source.ts";
import { compareVersions, isVersion } from "./version-order.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** `update.json`: times in milliseconds, and the newest version whose signature was right. */
const KnownSchema = v.object({
  lookedAt: v.optional(v.number(), 0),
  toldAt: v.optional(v.number(), 0),
  newest: v.optional(v.pipe(v.string(), v.check(isVersion)), "0.0.0"),
});
type Known = v.InferOutput<typeof KnownSchema>;

/** Looks once a day at most for a newer release, beside what the process does anyway, and says so once a day at most. */
export class UpdateNotice {
  readonly #path: string;
  readonly #end = new AbortController();
  #known: Known;

  constructor({ paths }: Pick<Config, "paths">) {
    this.#path = paths.update;
    this.#known = readKnown(paths.update);
  }

  /** Begins to look, if it is time. An attempt counts: without a network there is one a day as well. */
  look(source: ReleaseSource): void {
    if (isRecent(this.#known.lookedAt) || !this.#remember({ lookedAt: Date.now() })) return;
    newestRelease(source, this.#end.signal).then(
      (newest) => this.#remember({ newest }),
      () => undefined,
    );
  }

  /** Ends the looking, wherever it is; gives the line to show, if there is one. */
  end(): string | undefined {
    this.#end.abort();
    const { newest, toldAt } = this.#known;
    if (compareVersions(newest, VERSION) <= 0 || isRecent(toldAt)) return undefined;
    if (!this.#remember({ toldAt: Date.now() })) return undefined;
    return `hiloop ${newest} is there (this is ${VERSION}): hiloop upgrade`;
  }

  /** False when it cannot be remembered: then hiloop would look and tell all the time. */
  #remember(news: Partial<Known>): boolean {
    this.#known = { ...this.#known, ...news };
    try {
      replaceFile(this.#path, `${JSON.stringify(this.#known)}\n`);
      return true;
    } catch {
      return false;
    }
  }
}

async function newestRelease(source: ReleaseSource, signal: AbortSignal): Promise<string> {
  const version = await latestVersion(source, signal);
  if (compareVersions(version, VERSION) > 0) await findRelease(source, version, signal);
  return version;
}

function readKnown(path: string): Known {
  try {
    return v.parse(KnownSchema, JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // There is none yet, or what makes no sense is written anew.
    return v.parse(KnownSchema, {});
  }
}

/** A clock that was set back must not silence this for longer. */
function isRecent(time: number): boolean {
  const age = Date.now() - time;
  return age >= 0 && age < DAY_MS;
}

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Paths } from "../config/paths.ts";
import { log } from "../log.ts";
import { IdSchema } from "../protocol/primitives.ts";
import { ensurePrivateFolder, replaceFile } from "./private-files.ts";
import { isGone, ProcessIdentitySchema, thisProcess } from "./process-identity.ts";

/** One question of `ask_human`: no content, only which call it stands for (a hash) and where it is. */
const AskRecordSchema = v.object({
  key: v.string(),
  sessionId: IdSchema,
  questionId: IdSchema,
  /** When a call last asked or waited for it, in milliseconds. */
  at: v.number(),
  process: ProcessIdentitySchema,
  isHandedOver: v.boolean(),
});
type AskRecord = v.InferOutput<typeof AskRecordSchema>;
type Asked = Pick<AskRecord, "sessionId" | "questionId" | "at">;

const CLAIMED = ".claimed";

/** Records in one file a question, for so long; `keep`, `take` … as `QuestionsAsked` uses them. */
export function askRecords(paths: Pick<Paths, "home" | "asked">, keptMs: number) {
  const self = thisProcess();
  const pathOf = (questionId: string) => join(paths.asked, `${v.parse(IdSchema, questionId)}.json`);
  const write = (record: AskRecord) => {
    ensurePrivateFolder(paths.home);
    ensurePrivateFolder(paths.asked);
    replaceFile(pathOf(record.questionId), JSON.stringify(record));
  };
  const standing = (key: string) => {
    const now = Date.now();
    return readRecords(paths.asked)
      .filter((record) => record.key === key && record.at <= now && now - record.at < keptMs)
      .sort((one, other) => other.at - one.at);
  };
  return {
    keep(key: string, { sessionId, questionId, at }: Asked): void {
      sweep(paths.asked, keptMs);
      attempt(() => write({ key, sessionId, questionId, at, process: self, isHandedOver: false }));
    },
    take(key: string): Asked | undefined {
      for (const record of standing(key)) {
        if (record.isHandedOver || !isGone(record.process) || !claim(pathOf(record.questionId), record))
          continue;
        attempt(() => write({ ...record, process: self }));
        return record;
      }
      return undefined;
    },
    handOver(questionId: string): void {
      const record = readRecord(pathOf(questionId));
      if (!record) return;
      // What cannot be noted is taken away: then nobody finds the question, and nobody is given its answer twice.
      if (!attempt(() => write({ ...record, isHandedOver: true })))
        attempt(() => rmSync(pathOf(questionId), { force: true }));
    },
    forget(questionId: string): void {
      attempt(() => rmSync(pathOf(questionId), { force: true }));
    },
    handedOver(key: string): Asked | undefined {
      return standing(key).find((record) => record.isHandedOver);
    },
  };
}

/**
 * Of several processes that read the same record, one can make this mark. It names the process that is gone and stays: whoever
 * read the record before it was taken must not take it from the one that has it now.
 */
function claim(path: string, { process: gone }: AskRecord): boolean {
  const mark = new Bun.CryptoHasher("sha256").update(JSON.stringify(gone)).digest("hex").slice(0, 16);
  try {
    writeFileSync(`${path}.${mark}${CLAIMED}`, "", { flag: "wx", mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

function readRecords(folder: string): AskRecord[] {
  return namesIn(folder).flatMap((name) => readRecord(join(folder, name)) ?? []);
}

/** A file that cannot be read counts as none. */
function readRecord(path: string): AskRecord | undefined {
  try {
    return v.parse(AskRecordSchema, JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}

function sweep(folder: string, keptMs: number): void {
  const remove = (name: string) => attempt(() => rmSync(join(folder, name), { force: true }));
  for (const name of namesIn(folder)) {
    const record = readRecord(join(folder, name));
    if (!record || Math.abs(Date.now() - record.at) >= keptMs) remove(name);
  }
  const kept = new Set(namesIn(folder));
  for (const name of namesIn(folder, CLAIMED))
    if (!kept.has(name.replace(/\.json\..*$/, ".json"))) remove(name);
}

function namesIn(folder: string, ending = ".json"): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ending));
  } catch {
    return [];
  }
}

function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    log.debug("What was asked could not be noted in this home:", error);
    return false;
  }
}

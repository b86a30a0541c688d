import { HiloopError } from "../protocol/error.ts";
import { download } from "./download.ts";
import { verifyMinisign } from "./minisign.ts";
import { quoted } from "./quoted.ts";
import type { ReleaseSource } from "./release-source.ts";
import { isVersion } from "./version-order.ts";

/** A release whose list of sums was signed with the key. */
export type Release = { version: string; archive: { name: string; address: string; sha256: string } };

const SUMS = "SHA256SUMS";
const MOST_SUMS_BYTES = 100_000;
const MOST_SIGNATURE_BYTES = 10_000;
const decoder = new TextDecoder();
const SIGNED_AS = /^hiloop (\S+)$/;

/** Finds the newest release, or the given one, and checks that it is what its publisher signed. */
export async function findRelease(
  source: ReleaseSource,
  wanted?: string,
  signal?: AbortSignal,
): Promise<Release> {
  const version = wanted ?? (await latestVersion(source, signal));
  const folder = `${source.base}/download/v${version}`;
  const [sums, signature] = await Promise.all([
    fetchSmall(`${folder}/${SUMS}`, MOST_SUMS_BYTES, signal),
    fetchSmall(`${folder}/${SUMS}.minisig`, MOST_SIGNATURE_BYTES, signal),
  ]);
  const comment = await verifyMinisign(source.key, decoder.decode(signature), sums);
  const signed = SIGNED_AS.exec(comment)?.[1];
  if (signed !== version) {
    throw notTheOne(`What ${folder} holds is signed as ${quoted(comment)}, not as hiloop ${version}`);
  }
  return { version, archive: archiveIn(decoder.decode(sums), version, folder, source.target) };
}

/** The version that `latest` names by its archives. Not checked yet: it only says where to look. */
export async function latestVersion({ base, target }: ReleaseSource, signal?: AbortSignal): Promise<string> {
  const address = `${base}/latest/download/${SUMS}`;
  const names = archives(decoder.decode(await fetchSmall(address, MOST_SUMS_BYTES, signal)), target);
  const [version, ...others] = new Set(names.map((archive) => archive.version));
  if (version !== undefined && others.length === 0 && isVersion(version)) return version;
  throw new HiloopError("unavailable", `${address} names no hiloop for ${target}; nothing was changed.`, {
    advice: "Try again later, or name a release with --version.",
  });
}

function archiveIn(sums: string, version: string, folder: string, target: string): Release["archive"] {
  const found = archives(sums, target);
  const archive = found.find((candidate) => candidate.version === version);
  if (found.length === 0) {
    throw new HiloopError("not_found", `hiloop ${version} was not released for ${target}.`, {
      advice: "Choose another release with --version.",
    });
  }
  if (!archive || found.length > 1) throw notTheOne(`${folder}/${SUMS} names another archive than its own`);
  return { name: archive.name, address: `${folder}/${archive.name}`, sha256: archive.sha256 };
}

/** The lines of a list of sums that are archives of this target. */
function archives(sums: string, target: string): { name: string; version: string; sha256: string }[] {
  const ending = target.startsWith("windows-") ? "zip" : "tar.gz";
  return sums.split("\n").flatMap((line) => {
    const [, sha256 = "", name = ""] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? [];
    const isOurs = name.startsWith("hiloop-") && name.endsWith(`-${target}.${ending}`);
    if (!isOurs) return [];
    return [{ name, sha256, version: name.slice("hiloop-".length, -`-${target}.${ending}`.length) }];
  });
}

async function fetchSmall(address: string, mostBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
  return await download(address, { mostBytes, ...(signal ? { signal } : {}) });
}

function notTheOne(problem: string): HiloopError {
  return new HiloopError("tampered", `${problem}; nothing was changed.`, {
    advice: "Try again later, without a mirror; if it stays, report it.",
  });
}

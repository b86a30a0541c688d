import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { compileHiloop } from "../../scripts/build/compile-hiloop.ts";
import { hostTarget, TARGETS } from "../../scripts/build/targets.ts";
import { archiveName, packArchive } from "../../scripts/release/archive.ts";
import { CHECKSUM_FILE, sha256 } from "../../scripts/release/checksums.ts";
import { writeChecksums } from "../../scripts/release/write-checksums.ts";
import { tempDir } from "./temp-dir.ts";

/** What a release server answers instead of the file; nothing for the file itself. */
export type Tampering = (
  path: string,
  file: Bun.BunFile,
) => Response | undefined | Promise<Response | undefined>;

export type MadeUpRelease = AsyncDisposable & {
  /** For HILOOP_DOWNLOAD_BASE. */
  base: string;
  /** Where the released files lie, as they are served: `download/v9.1.0/…`. */
  folder: string;
  target: string;
  /** The built executable of a version. */
  executable(version: string): string;
  /** The public key that the executables check releases with. */
  publicKeyFile: string;
  secretKeyFile: string;
  /** The paths that were asked for, in order. */
  requests: string[];
  /** Which version `latest/download/` gives; at first the last one. */
  setLatest(version: string): void;
  tamper(tampering: Tampering | undefined): void;
};

/** Releases of hiloop for this machine, real but for their versions and their key, served from loopback. */
export async function madeUpRelease(...versions: string[]): Promise<MadeUpRelease> {
  await using cleanup = new AsyncDisposableStack();
  const { path: folder } = cleanup.use(await tempDir());
  const key = { publicKeyFile: join(folder, "minisign.pub"), secretKeyFile: join(folder, "minisign.key") };
  newKeyPair(key.publicKeyFile, key.secretKeyFile);
  for (const version of versions) await release(folder, version, key);

  let latest = versions.at(-1) ?? "";
  let tampering: Tampering | undefined;
  const requests: string[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request) => {
      const path = decodeURIComponent(new URL(request.url).pathname).slice(1);
      requests.push(path);
      const file = Bun.file(join(folder, path.replace(/^latest\/download\//, `download/v${latest}/`)));
      const answer = await tampering?.(path, file);
      return (
        answer ?? ((await file.exists()) ? new Response(file) : new Response("Not Found", { status: 404 }))
      );
    },
  });
  cleanup.defer(() => server.stop(true));
  const owned = cleanup.move();
  return {
    base: `http://127.0.0.1:${server.port}`,
    folder,
    target: hostTarget(),
    executable: (version) => executable(folder, version),
    ...key,
    requests,
    setLatest: (version) => {
      latest = version;
    },
    tamper: (given) => {
      tampering = given;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function executable(folder: string, version: string): string {
  return join(folder, "built", version, TARGETS[hostTarget()].executable);
}

type KeyFiles = { publicKeyFile: string; secretKeyFile: string };

async function release(folder: string, version: string, key: KeyFiles): Promise<void> {
  const target = hostTarget();
  const outfile = executable(folder, version);
  await compileHiloop({ target, outfile, version, releaseKeyFile: key.publicKeyFile });
  const file = {
    name: TARGETS[target].executable,
    content: await Bun.file(outfile).bytes(),
    executable: true,
  };
  const archive = await packArchive(target, [file], { time: new Date("2026-01-01"), quick: true });
  const released = join(folder, "download", `v${version}`);
  await mkdir(released, { recursive: true });
  const name = archiveName(version, target);
  await Bun.write(join(released, name), archive);
  await writeChecksums(released, version, [{ name, sha256: sha256(archive) }], { file: key.secretKeyFile });
}

/** Signs SHA256SUMS of a version again, after a test has changed it. */
export function signAgain(release: MadeUpRelease, version: string, comment = `hiloop ${version}`): void {
  const file = join(release.folder, "download", `v${version}`, CHECKSUM_FILE);
  minisign("-S", "-s", release.secretKeyFile, "-m", file, "-t", comment);
}

function newKeyPair(publicKeyFile: string, secretKeyFile: string): void {
  minisign("-G", "-W", "-p", publicKeyFile, "-s", secretKeyFile);
}

function minisign(...args: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(["minisign", ...args], { stdin: null, stdout: "ignore" });
  if (exitCode !== 0) throw new Error(`minisign ${args.join(" ")}: ${stderr}`);
}

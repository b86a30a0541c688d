import { TARGET_NAMES, TARGETS, type Target } from "../../scripts/build/targets.ts";
import { packageName } from "../../scripts/release/npm/package-files.ts";

export type NpmRegistry = AsyncDisposable & {
  url: string;
  /** The tarballs that were fetched, by package name. */
  fetched: string[];
};

type Manifest = { name: string; version: string };

/**
 * An npm registry on loopback that has the packages of one release. Of targets without a tarball it knows as much as a
 * client needs to leave them out.
 */
export async function npmRegistry(tarballs: readonly string[]): Promise<NpmRegistry> {
  const packages = new Map<string, { manifest: Manifest; tarball: Uint8Array | undefined }>();
  for (const file of tarballs) {
    const tarball = await Bun.file(file).bytes();
    const manifest = await manifestIn(tarball);
    packages.set(manifest.name, { manifest, tarball });
  }
  const version = [...packages.values()][0]?.manifest.version ?? "0.0.0";
  for (const target of TARGET_NAMES) {
    const { platform, arch, libc }: Target = TARGETS[target];
    const name = packageName(target);
    const manifest = { name, version, os: [platform], cpu: [arch], ...(libc ? { libc: [libc] } : {}) };
    if (!packages.has(name)) packages.set(name, { manifest, tarball: undefined });
  }
  const fetched: string[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const { pathname, origin } = new URL(request.url);
      const [name = "", file] = decodeURIComponent(pathname.slice(1)).split("/-/");
      const found = packages.get(name);
      if (!found) return Response.json({ error: "not found" }, { status: 404 });
      if (file === undefined) return Response.json(packument(found.manifest, found.tarball, origin));
      fetched.push(name);
      return found.tarball
        ? new Response(new Uint8Array(found.tarball))
        : new Response(null, { status: 404 });
    },
  });
  return { url: server.url.origin, fetched, [Symbol.asyncDispose]: () => server.stop(true) };
}

function packument(manifest: Manifest, tarball: Uint8Array | undefined, origin: string): object {
  const { name, version } = manifest;
  const integrity = `sha512-${new Bun.CryptoHasher("sha512").update(tarball ?? "").digest("base64")}`;
  const dist = { tarball: `${origin}/${name}/-/package-${version}.tgz`, integrity };
  return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } };
}

async function manifestIn(tarball: Uint8Array): Promise<Manifest> {
  const files = await new Bun.Archive(new Uint8Array(tarball)).files("package/package.json");
  return JSON.parse((await files.get("package/package.json")?.text()) ?? "{}");
}

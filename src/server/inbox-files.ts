import { basename, join } from "node:path";
import { log } from "../log.ts";
import { manifest } from "./inbox-manifest.ts";

/** The inbox's files by name, as they were built, and the scripts that its first script imports. */
export type InboxFiles = { index: Blob; files: Map<string, Blob>; imported: string[] };
type Built = Omit<InboxFiles, "imported">;

/** The files that are embedded in the executable; when run from source, built in memory now. */
export async function inboxFiles(): Promise<InboxFiles> {
  const { index, files } = manifest.files?.length ? embedded(manifest.files) : await built();
  return { index, files, imported: await importedByFirst(index, files) };
}

/** A browser would find these only after it has read the first script, which brings the page's own script along. */
async function importedByFirst(index: Blob, files: Map<string, Blob>): Promise<string[]> {
  const first = (await index.text()).match(/<script[^>]* src="\/([^"]+)"/)?.[1] ?? "";
  const script = (await files.get(first)?.text()) ?? "";
  const names = [...script.matchAll(/(?:from|import)\s*\(?"\/([^"]+\.js)"/g)].map((match) => match[1] ?? "");
  return [...new Set(names)].filter((name) => files.has(name));
}

function embedded(listed: NonNullable<typeof manifest.files>): Built {
  const files = new Map<string, Blob>();
  let index = new Blob();
  for (const { path, loader, headers } of listed) {
    const file = Bun.file(path, { type: headers["content-type"] });
    if (loader === "html") index = file;
    else files.set(basename(path), file);
  }
  return { index, files };
}

async function built(): Promise<Built> {
  const entry = join(import.meta.dir, "..", "web", "index.html");
  const { outputs } = await Bun.build({
    entrypoints: [entry],
    target: "browser",
    minify: true,
    splitting: true,
    publicPath: "/",
    jsx: { runtime: "automatic", importSource: "preact", development: false },
  });
  log.debug(`Built the inbox from source: ${outputs.length} files.`);
  const files = new Map<string, Blob>(outputs.map((output) => [basename(output.path), output]));
  const index = files.get("index.html") ?? new Blob();
  files.delete("index.html");
  return { index, files };
}

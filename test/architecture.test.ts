import { describe, expect, test } from "bun:test";
import { dirname, join, relative, resolve } from "node:path";
import { Glob } from "bun";

const ROOT = resolve(import.meta.dir, "..");
const SRC = join(ROOT, "src");

/** Which folders of src/ each folder may import besides itself, and which packages. */
const MAY_IMPORT: Record<string, { folders: string[]; packages: string[] }> = {
  protocol: { folders: [], packages: ["valibot"] },
  components: { folders: ["protocol"], packages: ["valibot"] },
  crypto: { folders: ["protocol"], packages: ["hpke", "@noble/hashes"] },
  client: { folders: ["protocol", "components", "crypto"], packages: ["valibot"] },
  tools: { folders: ["client", "components", "protocol", "log.ts"], packages: ["valibot", "node:", "bun"] },
  mcp: {
    folders: ["tools", "config", "log.ts", "version.ts", "protocol", "client"],
    packages: ["@modelcontextprotocol/sdk", "@valibot/to-json-schema", "valibot", "node:", "bun"],
  },
  store: { folders: ["protocol", "log.ts"], packages: ["valibot", "bun", "node:"] },
  server: {
    folders: ["protocol", "crypto", "store", "web", "log.ts"],
    packages: ["valibot", "bun", "node:"],
  },
  web: {
    folders: ["protocol", "components", "crypto", "client"],
    packages: ["valibot", "preact", "@preact/signals", "marked", "highlight.js"],
  },
  local: {
    folders: ["config", "client", "log.ts", "protocol", "crypto", "version.ts"],
    packages: ["valibot", "bun", "node:"],
  },
  backup: {
    folders: ["config", "local", "store", "protocol", "version.ts"],
    packages: ["modern-tar", "valibot", "bun", "node:"],
  },
  service: { folders: ["config", "local", "protocol"], packages: ["bun", "node:"] },
  upgrade: {
    folders: ["config", "local", "crypto", "protocol", "version.ts"],
    packages: ["@noble/hashes", "modern-tar", "fflate", "valibot", "bun", "node:"],
  },
  config: { folders: ["protocol", "crypto", "log.ts"], packages: ["valibot", "node:"] },
};

/** Each library's one door. */
const DOORS: Record<string, string> = {
  "@modelcontextprotocol/sdk": "mcp/",
  citty: "cli/",
  consola: "log.ts",
  "bun:sqlite": "store/sqlite/",
  hpke: "crypto/",
};

type Import = { file: string; specifier: string; target: string | undefined };

async function imports(): Promise<Import[]> {
  const found: Import[] = [];
  for await (const path of new Glob("**/*.{ts,tsx}").scan(SRC)) {
    const text = await Bun.file(join(SRC, path)).text();
    for (const match of text.matchAll(
      /(?:^|\n)\s*(?:import|export)[^;"']*?from\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)|(?:^|\n)import\s+"([^"]+)"/g,
    )) {
      const specifier = match[1] ?? match[2] ?? match[3] ?? "";
      const target = specifier.startsWith(".")
        ? relative(SRC, resolve(SRC, dirname(path), specifier))
        : undefined;
      found.push({ file: path, specifier, target });
    }
  }
  return found;
}

function folderOf(path: string): string {
  return path.split("/")[0] ?? path;
}

describe("the house", () => {
  test("every folder imports only what its row of the table allows", async () => {
    const broken: string[] = [];
    for (const { file, specifier, target } of await imports()) {
      const rule = MAY_IMPORT[folderOf(file)];
      if (!rule) continue;
      const allowed = target
        ? folderOf(target) === folderOf(file) || rule.folders.includes(folderOf(target))
        : rule.packages.some(
            (name) =>
              specifier === name ||
              specifier.startsWith(name.endsWith(":") ? name : `${name}/`) ||
              (name === "bun" && specifier.startsWith("bun:")),
          );
      if (!allowed) broken.push(`${file} imports ${specifier}`);
    }
    expect(broken).toEqual([]);
  });

  test("each library has one door", async () => {
    const broken = (await imports()).flatMap(({ file, specifier }) => {
      const door = Object.entries(DOORS).find(
        ([name]) => specifier === name || specifier.startsWith(`${name}/`),
      )?.[1];
      return door && !file.startsWith(door) ? [`${file} imports ${specifier}`] : [];
    });
    expect(broken).toEqual([]);
  });

  test("only main imports cli, and the server imports no more of the store than its contract and its opening", async () => {
    const all = await imports();
    expect(
      all.filter(
        ({ file, target }) => target?.startsWith("cli/") && !file.startsWith("cli/") && file !== "main.ts",
      ),
    ).toEqual([]);
    const reach = all.filter(
      ({ file, target }) => file.startsWith("server/") && target?.startsWith("store/sqlite/"),
    );
    expect(new Set(reach.map(({ target }) => target)).size).toBeLessThanOrEqual(1);
  });

  test("no file imports itself through others", async () => {
    const edges = new Map<string, string[]>();
    for (const { file, target } of await imports())
      if (target) edges.set(file, [...(edges.get(file) ?? []), target]);
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
      if (done.has(file) || path.includes(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of edges.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });

  test("no file is longer than 300 lines", async () => {
    const long: string[] = [];
    for (const folder of ["src", "test", "scripts"]) {
      for await (const path of new Glob("**/*.{ts,tsx,css}").scan(join(ROOT, folder))) {
        const lines = (await Bun.file(join(ROOT, folder, path)).text()).split("\n").length - 1;
        if (lines > 300) long.push(`${folder}/${path}: ${lines} lines`);
      }
    }
    expect(long).toEqual([]);
  });

  test("process.env is read in config alone, and process.exit called in main alone", async () => {
    const broken: string[] = [];
    for await (const path of new Glob("**/*.{ts,tsx}").scan(SRC)) {
      const text = await Bun.file(join(SRC, path)).text();
      if (/process\.env\b|Bun\.env\b/.test(text) && folderOf(path) !== "config")
        broken.push(`${path} reads the environment`);
      if (/process\.exit\(/.test(text) && path !== "main.ts") broken.push(`${path} exits`);
    }
    expect(broken).toEqual([]);
  });
});

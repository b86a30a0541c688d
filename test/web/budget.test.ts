import { expect, test } from "bun:test";
import { join } from "node:path";

const FIRST_PAGE_BYTES = 150_000;

test("the first page's script and style stay under 150 KB gzip, and colouring code is left for later", async () => {
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dir, "..", "..", "src", "web", "index.html")],
    target: "browser",
    minify: true,
    splitting: true,
    publicPath: "/",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const index = outputs.find(({ path }) => path.endsWith(".html"));
  const page = (await index?.text()) ?? "";
  const named = (text: string) => outputs.filter(({ path }) => text.includes(path.replace(/^\.\//, "/")));
  const first = outputs.find(({ path, kind }) => kind === "entry-point" && path.endsWith(".js"));
  const own = (await first?.text())?.match(/import\(\s*"([^"]+)"/)?.[1] ?? "";
  const files = [...named(page), ...named(own)];
  expect(files.length).toBeGreaterThanOrEqual(3);
  const sizes = await Promise.all(
    files.map(async (file) => Bun.gzipSync(new Uint8Array(await file.arrayBuffer())).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_PAGE_BYTES);
  const later = outputs.filter(
    (file) => file.path.endsWith(".js") && !files.includes(file) && file !== first,
  );
  expect(later).toHaveLength(1);
  // It runs in a worker, where the page's own script must not come along.
  expect(named(own)).toHaveLength(1);
  expect(await later[0]?.text()).not.toContain(own);
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|https?:\/\//);
});

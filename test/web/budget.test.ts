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
  const files = outputs.filter(({ path }) => page.includes(path.replace(/^\.\//, "/")));
  expect(files.length).toBeGreaterThanOrEqual(2);
  const sizes = await Promise.all(
    files.map(async (file) => Bun.gzipSync(new Uint8Array(await file.arrayBuffer())).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_PAGE_BYTES);
  expect(outputs.some(({ path, kind }) => kind === "chunk" && path.endsWith(".js"))).toBe(true);
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|https?:\/\//);
});

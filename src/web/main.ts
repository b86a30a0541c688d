// The worker that colours code shares this file's chunk, where the bundler leaves its own runtime: it must do nothing
// where there is no page.
if ("document" in globalThis) import("./start.tsx");

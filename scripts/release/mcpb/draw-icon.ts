import { join, resolve } from "node:path";
import { launchChromium } from "../../browser/launch-chromium.ts";
import { ICON } from "./manifest.ts";

/** Draws the bundles' icon from the inbox's: `bun scripts/release/mcpb/draw-icon.ts`, after a change of that one. */
const SIZE = 512;
const svg = await Bun.file(resolve(import.meta.dir, "../../../src/web/icon.svg")).text();

const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
  await Bun.write(join(import.meta.dir, ICON), await page.screenshot({ omitBackground: true }));
} finally {
  await browser.close();
}

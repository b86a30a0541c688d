import { join, resolve } from "node:path";
import { launchChromium } from "../browser/launch-chromium.ts";

/** Draws `hiloop.ico` beside this file from the inbox's icon: `bun scripts/windows/draw-icon.ts`, after a change of that icon. */
const SIZES = [16, 20, 24, 32, 40, 48, 64, 256];
const svg = await Bun.file(resolve(import.meta.dir, "../../src/web/icon.svg")).text();

const browser = await launchChromium();
const images: Uint8Array[] = [];
try {
  const page = await browser.newPage();
  for (const size of SIZES) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(
      `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
    );
    images.push(await page.screenshot({ omitBackground: true }));
  }
} finally {
  await browser.close();
}

const table = new DataView(new ArrayBuffer(6 + SIZES.length * 16));
for (const [index, value] of [0, 1, SIZES.length].entries()) table.setUint16(index * 2, value, true);
let imageAt = table.byteLength;
for (const [index, image] of images.entries()) {
  const entryAt = 6 + index * 16;
  const size = SIZES[index] ?? 0;
  // One byte each: 256 is written as 0.
  table.setUint8(entryAt, size % 256);
  table.setUint8(entryAt + 1, size % 256);
  table.setUint16(entryAt + 4, 1, true);
  table.setUint16(entryAt + 6, 32, true);
  table.setUint32(entryAt + 8, image.length, true);
  table.setUint32(entryAt + 12, imageAt, true);
  imageAt += image.length;
}
await Bun.write(
  join(import.meta.dir, "hiloop.ico"),
  new Blob([table, ...images.map((image) => Uint8Array.from(image))]),
);

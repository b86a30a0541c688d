import type { BrowserContext } from "playwright-core";
import { launchChromium } from "../browser/launch-chromium.ts";

export type BenchBrowser = AsyncDisposable & { context: BrowserContext };

/** Headless Chromium with an empty profile, whose pages note when the first row of a feed was painted. */
export async function openBrowser(): Promise<BenchBrowser> {
  const browser = await launchChromium();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addInitScript(noteFirstRow);
  return { context, [Symbol.asyncDispose]: () => browser.close() };
}

/** Runs in the page. */
function noteFirstRow(): void {
  const observer = new MutationObserver(() => {
    if (!document.querySelector("[data-feed-row]")) return;
    observer.disconnect();
    // The frame that shows it is painted between the two.
    requestAnimationFrame(() =>
      setTimeout(() => document.documentElement.setAttribute("data-rows-at", String(performance.now()))),
    );
  });
  observer.observe(document, { subtree: true, childList: true });
}

import { type BrowserContext, chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export type BenchBrowser = AsyncDisposable & { context: BrowserContext };

/** Headless Chromium with an empty profile, whose pages note when the first row of a feed was painted. */
export async function openBrowser(): Promise<BenchBrowser> {
  const executablePath =
    process.env.HILOOP_TEST_CHROMIUM ?? Bun.which("chromium") ?? Bun.which("google-chrome");
  if (!executablePath) throw new Error("No Chromium is here: HILOOP_TEST_CHROMIUM=PATH names one.");
  const browser = await chromium.launch({ executablePath, args: FLAGS, headless: true });
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

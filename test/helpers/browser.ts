import { test } from "bun:test";
import type { BrowserContext, Page } from "playwright-core";
import { findChromium, launchChromium } from "../../scripts/browser/launch-chromium.ts";

/** A test that needs Chromium: skipped without one, except in CI, where it fails. */
export const browserTest = findChromium() || process.env.CI ? test : test.skip;

export type TestBrowser = AsyncDisposable & {
  /** A profile of its own, as another person would have. With `capture` everything it sends is kept in `sent`. */
  profile(options?: {
    phone?: boolean;
    dark?: boolean;
  }): Promise<{ context: BrowserContext; page: Page; problems: string[] }>;
  sent: string[];
};

export async function openBrowser(
  options: { capture?: boolean; flags?: string[] } = {},
): Promise<TestBrowser> {
  const browser = await launchChromium(options.flags);
  const sent: string[] = [];
  return {
    sent,
    async profile({ phone = false, dark = false } = {}) {
      const context = await browser.newContext({
        viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
        hasTouch: phone,
        colorScheme: dark ? "dark" : "light",
        acceptDownloads: true,
      });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      if (options.capture) {
        page.on("request", (request) =>
          sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`),
        );
      }
      return { context, page, problems };
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  };
}

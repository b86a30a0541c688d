import { type Browser, chromium } from "playwright-core";

/** No sandbox, which root in a container cannot have, and no request of its own. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Headless Chromium with an empty profile: the one that HILOOP_TEST_CHROMIUM names, or the one of this machine. */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("No Chromium is here: HILOOP_TEST_CHROMIUM=PATH names one.");
  return await chromium.launch({ executablePath, args: [...FLAGS, ...flags], headless: true });
}

export function findChromium(): string | undefined {
  const { HILOOP_TEST_CHROMIUM: named } = process.env;
  return named ?? Bun.which("chromium") ?? Bun.which("google-chrome") ?? undefined;
}

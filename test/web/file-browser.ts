import { afterAll, setDefaultTimeout } from "bun:test";
import { openBrowser, type TestBrowser } from "../helpers/browser.ts";

/** Long enough for a browser on a busy machine; every wait in these tests is for a condition. */
const TEST_MS = 90_000;

/** One browser for the tests of a file, started by the first that needs it, gone after the last. */
export function fileBrowser(): Pick<TestBrowser, "profile"> {
  setDefaultTimeout(TEST_MS);
  let opening: Promise<TestBrowser> | undefined;
  afterAll(async () => (await opening)?.[Symbol.asyncDispose]());
  return {
    async profile(options) {
      opening ??= openBrowser();
      return (await opening).profile(options);
    },
  };
}

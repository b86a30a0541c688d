import { expect } from "bun:test";
import { sendMessage } from "../../src/client/send.ts";
import { browserTest } from "../helpers/browser.ts";
import { fileBrowser } from "./file-browser.ts";
import { APPROVAL, openInbox } from "./inbox.ts";

const browser = fileBrowser();

/** Runs in the page: every view that shows a link to this host throws. */
function breakLinks(): void {
  const { canParse } = URL;
  URL.canParse = (url, base) => {
    if (String(url).includes("broken.example")) throw new TypeError("A fault of a view.");
    return canParse(url, base);
  };
}

/** Runs in the page: nothing can show a time. */
function breakTimes(): void {
  Object.defineProperty(Intl.DateTimeFormat.prototype, "format", {
    get: () => {
      throw new TypeError("A fault of a view.");
    },
  });
}

const BROKEN = "[a\u202e link](https://broken.example/)";

browserTest("a component or a text whose view throws is shown as text, and the rest goes on", async () => {
  await using inbox = await openInbox();
  const components = [{ type: "text", data: { content: BROKEN } }, ...(APPROVAL.components ?? [])];
  const { log } = await inbox.ask("Deploy?", { components });
  await sendMessage(log, {
    content: `${BROKEN}\n\n${"and more ".repeat(2_000)}the end`,
    responseRequired: false,
  });
  const { page } = await browser.profile();
  await page.addInitScript(breakLinks);
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  const question = page.getByRole("article", { name: /Question from/ });
  await question.getByText("[a⟨U+202E⟩ link](https://broken.example/)").waitFor();
  const message = page.getByRole("article", { name: /Message from/ }).locator(".unknown");
  expect(await message.textContent()).toContain("[a⟨U+202E⟩ link](https://broken.example/)\n\nand more");
  expect((await message.textContent())?.length).toBeLessThan(10_200);
  await question.getByText("12 new features, 34 bug fixes. All tests passing.").waitFor();
  await question.getByRole("button", { name: "Approve" }).click();
  await page.getByText("You answered Approve").first().waitFor();
});

browserTest("a message whose frame throws is shown as text, and can still be read", async () => {
  await using inbox = await openInbox();
  const { log } = await inbox.ask("Deploy?", { content: "The words themselves." });
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.getByRole("link", { name: /Deploy/ }).waitFor();
  await page.evaluate(breakTimes);
  await page.evaluate((path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `/s/${log.id}`);
  await page.locator(".unknown").getByText("The words themselves.").waitFor();
  await page.getByRole("heading", { name: "Deploy?" }).waitFor();
  await page.getByRole("textbox", { name: "Message" }).waitFor();
});

browserTest("a page that throws says what happened and offers to reload", async () => {
  await using inbox = await openInbox();
  await inbox.ask("Deploy?", APPROVAL);
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.addInitScript(breakTimes);
  await page.goto(inbox.url);
  await page.getByRole("heading", { name: "This page broke" }).waitFor();
  const loaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "Reload the page" }).click();
  await loaded;
});

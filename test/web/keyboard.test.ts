import { expect } from "bun:test";
import { browserTest } from "../helpers/browser.ts";
import { fileBrowser } from "./file-browser.ts";
import { APPROVAL, openInbox } from "./inbox.ts";

const browser = fileBrowser();

browserTest(
  "a person answers with the keyboard alone: j, Enter, a number, the comment, Tab and Enter",
  async () => {
    await using inbox = await openInbox();
    await inbox.ask("First", { content: "Nothing to do here." });
    const { log, message } = await inbox.ask("Deploy?", APPROVAL);
    const { page } = await browser.profile();
    await inbox.signIn(page);
    await page.getByRole("link", { name: /Deploy/ }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Reject" }).waitFor();
    await page.keyboard.press("2");
    await page.getByRole("textbox", { name: /comment/i }).waitFor();
    await page.keyboard.type("2 things are missing, see j and k?");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("Reject");
    await page.keyboard.press("Enter");
    await page.getByText("You answered Reject").waitFor();
    await log.sync();
    expect(log.responseTo(message.id)?.answer.text).toBe("2 things are missing, see j and k?");
  },
);

browserTest("the comment has the caret the moment it appears; a held key presses nothing", async () => {
  await using inbox = await openInbox();
  const { log } = await inbox.ask("Deploy?", APPROVAL);
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  await page.getByRole("button", { name: "Reject" }).waitFor();
  const focused = await page.evaluate(async () => {
    const down = (init: KeyboardEventInit) =>
      document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...init }));
    const appeared = Promise.withResolvers<string | undefined>();
    new MutationObserver(() => {
      if (document.querySelector(".answer-bar textarea")) appeared.resolve(document.activeElement?.tagName);
    }).observe(document.body, { childList: true, subtree: true });
    down({ key: "1", repeat: true });
    down({ key: "2" });
    return appeared.promise;
  });
  expect(focused).toBe("TEXTAREA");
  expect(await page.getByText("Sending…").count()).toBe(0);
  await log.sync();
  expect(log.openQuestions().length).toBe(1);
});

browserTest(
  "? lists the keys, Escape closes the list and leaves a field, and single keys can be switched off",
  async () => {
    await using inbox = await openInbox();
    const { log, message } = await inbox.ask("Deploy?", APPROVAL);
    const { page } = await browser.profile();
    await inbox.signIn(page);
    await page.goto(`${inbox.url}/s/${log.id}`);
    await page.getByRole("button", { name: "Approve" }).waitFor();
    await page.keyboard.press("c");
    await page.keyboard.type("1?");
    expect(await page.getByRole("textbox", { name: "Message" }).inputValue()).toBe("1?");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    const list = page.getByRole("dialog", { name: "Keyboard" });
    await list.getByText("press a button of the question").waitFor();
    await list.getByLabel("Single keys are on in this browser").uncheck();
    await page.keyboard.press("Escape");
    await list.waitFor({ state: "detached" });
    await page.keyboard.press("1");
    await page.keyboard.press("?");
    expect(await list.count()).toBe(0);
    await log.sync();
    expect(log.responseTo(message.id)).toBeUndefined();
  },
);

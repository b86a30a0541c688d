import { expect } from "bun:test";
import { createGuestToken, revokeGuestToken } from "../../src/client/guests.ts";
import { browserTest } from "../helpers/browser.ts";
import { fileBrowser } from "./file-browser.ts";
import { APPROVAL, faults, openInbox } from "./inbox.ts";

const browser = fileBrowser();

/** Links name the public address, which a test server does not have. */
function linkOf(base: string, url: string): string {
  return `${base}/g${new URL(url, base).hash}`;
}

browserTest(
  "a guest reads and answers one session in a second browser, and survives a reload without the secret",
  async () => {
    await using inbox = await openInbox();
    const { log, message } = await inbox.ask("Is the copy right?", APPROVAL);
    const { url } = await createGuestToken(log, { name: "Grace" });
    const { page, problems } = await browser.profile();
    await page.goto(linkOf(inbox.url, url));
    await page.getByRole("button", { name: "Approve" }).waitFor();
    expect(page.url()).toBe(`${inbox.url}/g`);
    await page.getByText("invited by Release bot").waitFor();
    await page.getByText("You may read and answer this one session.").waitFor();
    expect(await page.getByRole("navigation").count()).toBe(0);
    await page.reload();
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("You answered Approve").waitFor();
    await log.sync();
    const response = log.responseTo(message.id);
    expect([response?.sender.type, response?.sender.name, response?.via]).toEqual([
      "Guest",
      "Grace",
      "guest link by Release bot",
    ]);
    expect(faults(problems)).toEqual([]);
  },
);

browserTest("a guest who may only read is told so, and finds nothing to press", async () => {
  await using inbox = await openInbox();
  const { log } = await inbox.ask("Is the copy right?", APPROVAL);
  const { url } = await createGuestToken(log, { name: "Grace", permission: "Read" });
  const { page } = await browser.profile();
  await page.goto(linkOf(inbox.url, url));
  await page.getByText("You may read, not answer this one session.").waitFor();
  await page.getByText("12 new features").waitFor();
  expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
  expect(await page.getByRole("textbox").count()).toBe(0);
});

browserTest("a question for the space's people gives a guest nothing to press", async () => {
  await using inbox = await openInbox();
  const { log } = await inbox.ask("Is the copy right?", { ...APPROVAL, participants: "People" });
  const { url } = await createGuestToken(log, { name: "Grace" });
  const { page } = await browser.profile();
  await page.goto(linkOf(inbox.url, url));
  await page.getByText("Open, for the people of this space to answer.").waitFor();
  expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
});

browserTest(
  "a revoked link ends while it is open; a revoked, foreign or cut link explains itself",
  async () => {
    await using inbox = await openInbox();
    const { log } = await inbox.ask("Is the copy right?", APPROVAL);
    const { url, tokenId } = await createGuestToken(log, { name: "Grace" });
    const { page } = await browser.profile();
    const link = linkOf(inbox.url, url);
    await page.goto(link);
    await page.getByRole("button", { name: "Approve" }).waitFor();
    await revokeGuestToken(log, tokenId);
    const ended = page.getByRole("heading", { name: "This link has ended" });
    await ended.waitFor();
    const fresh = await browser.profile();
    await fresh.page.goto(link);
    await fresh.page.getByRole("heading", { name: "This link has ended" }).waitFor();
    await fresh.page.goto(`${inbox.url}/`);
    await fresh.page.goto(link.slice(0, -3));
    await fresh.page.getByRole("heading", { name: "This link is not complete" }).waitFor();
  },
);

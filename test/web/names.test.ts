import { expect } from "bun:test";
import { createGuestToken } from "../../src/client/guests.ts";
import { browserTest } from "../helpers/browser.ts";
import { fileBrowser } from "./file-browser.ts";
import { APPROVAL, openInbox } from "./inbox.ts";

const browser = fileBrowser();

browserTest("names that pose as people's, and hide characters, are shown with what they are", async () => {
  await using inbox = await openInbox();
  const { log } = await inbox.ask("Is the copy right?", APPROVAL);
  const { url } = await createGuestToken(log, { name: "Ada\u200b" });
  const guest = await browser.profile();
  await guest.page.goto(`${inbox.url}/g${new URL(url, inbox.url).hash}`);
  await guest.page.getByText("invited by Release bot (agent)").waitFor();
  await guest.page.getByRole("button", { name: "Approve" }).click();
  await guest.page.getByText("You answered Approve").waitFor();
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  const outcome = page.locator(".outcome");
  await outcome.getByText("guest link by Release bot (agent)").waitFor();
  expect(await outcome.textContent()).toContain("Ada⟨U+200B⟩ (guest) answered Approve");
  await page.getByText("Release bot (agent) made a guest link for Ada⟨U+200B⟩ (guest)").waitFor();
  await page.getByText("Release bot (agent) opened this session").waitFor();
  expect(await page.locator(".session-facts").textContent()).toContain("Release bot (agent)");
  await page.getByRole("article", { name: "Question from Release bot (agent)" }).waitFor();
});

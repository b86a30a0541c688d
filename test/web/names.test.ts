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

browserTest(
  "a name that a server makes up for an agent is not in the list and its notification, and one visible line on the Agents page",
  async () => {
    await using inbox = await openInbox();
    await inbox.ask("First", APPROVAL);
    const { page, context } = await browser.profile();
    await inbox.signIn(page);
    await context.addInitScript(() => {
      const shown: string[] = [];
      Object.assign(globalThis, { shown });
      Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
      class Shown {
        static permission = "granted";
        constructor(title: string) {
          shown.push(title);
        }
      }
      Object.assign(globalThis, { Notification: Shown });
    });
    await context.route(/\/v1\/human\/(feed|agents)/, async (route) => {
      const response = await route.fetch();
      const made = '"$1":"Ada\\u202e\u2028\u009b"';
      const body = (await response.text()).replaceAll(/"(agentName|name)":"Release bot"/g, made);
      await route.fulfill({ response, body });
    });
    await page.goto(inbox.url);
    const name = "Ada⟨U+202E⟩⟨U+2028⟩⟨U+009B⟩";
    // The list and what it notifies of have the name that was signed.
    await page.locator(".feed-agent").getByText("Release bot", { exact: true }).waitFor();
    await inbox.ask("Second", APPROVAL);
    await page.waitForFunction(
      (title) => JSON.stringify(Reflect.get(globalThis, "shown")).includes(title),
      "Release bot (agent) asks",
    );
    await page.goto(`${inbox.url}/agents`);
    await page.getByText(`Speaks as ${name}`).waitFor();
  },
);

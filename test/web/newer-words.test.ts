import { expect } from "bun:test";
import { browserTest } from "../helpers/browser.ts";
import { newerItem, plant } from "../helpers/newer-hiloop.ts";
import { fileBrowser } from "./file-browser.ts";
import { APPROVAL, faults, openInbox } from "./inbox.ts";

const browser = fileBrowser();

browserTest(
  "what a newer hiloop made is a quiet line in its place, and everything else is as ever",
  async () => {
    await using inbox = await openInbox();
    const { log, message } = await inbox.ask("Deploy?", APPROVAL);
    const { space, agent, owner } = inbox;
    const own = await owner.session(log.id);
    plant(space, log.id, await newerItem(owner, own, { kind: "Reaction" }, { mood: "+1" }));
    plant(space, log.id, { event: "Escalated", about: message.id });
    await log.sync();
    const asking = { responseRequired: true };
    plant(space, log.id, await newerItem(agent, log, asking, { content: "Run it?", act: { tool: "rm" } }));
    await own.sync();
    const answer = { action: "approve", via: "telegram" };
    const facts = { kind: "Response", about: { id: message.id, digest: message.digest } };
    plant(space, log.id, await newerItem(owner, own, facts, { response: answer }));
    const { page, problems } = await browser.profile();
    await inbox.signIn(page);
    await page.goto(`${inbox.url}/s/${log.id}`);
    await page.getByText("Made by a newer hiloop: an entry of Ada that this page cannot read").waitFor();
    await page.getByText("Made by a newer hiloop: something that this page cannot read").waitFor();
    await page.getByText("You answered Approve").first().waitFor();
    await page.getByText("· telegram").waitFor();
    await page.getByText("Reload this page to see and answer it.").waitFor();
    await page.getByText("A part of it was made by a newer hiloop").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Send answer" }).count()).toBe(0);
    expect(faults(problems)).toEqual([]);
  },
);

browserTest(
  "a status and a permission that are not known fail neither the list nor the session",
  async () => {
    await using inbox = await openInbox();
    const { log } = await inbox.ask("Deploy?", APPROVAL);
    const { page, context } = await browser.profile();
    await inbox.signIn(page);
    await context.route(/\/v1\/human\/(feed|sessions)/, async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replaceAll('"status":"Active"', '"status":"Paused"');
      await route.fulfill({ response, body });
    });
    await page.goto(`${inbox.url}/s/${log.id}`);
    await page.locator(".session-facts").getByText("Made by a newer hiloop").waitFor();
    await page.locator(".feed-row").getByText("Made by a newer hiloop").waitFor();
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("You answered Approve").waitFor();
  },
);

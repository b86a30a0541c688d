import { expect } from "bun:test";
import { browserTest } from "../helpers/browser.ts";
import { fileBrowser } from "./file-browser.ts";
import { gallery } from "./gallery.ts";
import { APPROVAL, openInbox } from "./inbox.ts";

const browser = fileBrowser();

const TARGET_PIXELS = 44;

browserTest(
  "on a phone the buttons of a long question stay in reach of a thumb, large enough to hit",
  async () => {
    await using inbox = await openInbox();
    const { log } = await inbox.ask("A long report", {
      components: [...gallery(), ...(APPROVAL.components ?? [])],
    });
    const { page } = await browser.profile({ phone: true });
    await inbox.signIn(page);
    await page.getByRole("link", { name: /A long report/ }).tap();
    const approve = page.getByRole("button", { name: "Approve" });
    await approve.waitFor();
    expect(await approve.locator(".key-hint").isVisible()).toBe(false);
    const places = [];
    for (const top of [0, 900, 1800]) {
      await page.locator(".session-scroll").evaluate((element, value) => element.scrollTo(0, value), top);
      places.push(await approve.boundingBox());
    }
    for (const place of places) {
      expect(place?.y).toBeGreaterThan(600);
      expect((place?.y ?? 0) + (place?.height ?? 0)).toBeLessThan(844);
      expect(Math.min(place?.height ?? 0, place?.width ?? 0)).toBeGreaterThanOrEqual(TARGET_PIXELS);
    }
    await approve.tap();
    await page.getByText("You answered Approve").waitFor();
    await page.getByRole("link", { name: "Back to the list" }).tap();
    await page.getByText("Nothing is waiting for you.").waitFor();
    await log.sync();
    expect(log.openQuestions()).toEqual([]);
  },
);

browserTest(
  "on a phone a long folder of a question leaves the agent's name in one piece, and stays with what was answered",
  async () => {
    await using inbox = await openInbox();
    const folder = "~/work/clients/some-client/projects/2026/backend-service/packages/api";
    const { log } = await inbox.ask("Deploy?", { ...APPROVAL, folder });
    const { page } = await browser.profile({ phone: true });
    await inbox.signIn(page);
    await page.goto(`${inbox.url}/s/${log.id}`);
    const card = page.locator(".question");
    await card.getByText(`in ${folder}`).waitFor();
    const lines = await card.getByText("Release bot", { exact: true }).evaluate((name) => {
      const text = document.createRange();
      text.selectNodeContents(name);
      return text.getClientRects().length;
    });
    expect(lines).toBe(1);
    await card.getByRole("button", { name: "Approve" }).click();
    await page.locator(".message").getByText(`in ${folder}`).waitFor();
  },
);

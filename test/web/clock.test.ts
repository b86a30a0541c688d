import { expect } from "bun:test";
import { browserTest } from "../helpers/browser.ts";
import { fileBrowser } from "./file-browser.ts";
import { APPROVAL, openInbox } from "./inbox.ts";

const browser = fileBrowser();
const HOUR_MS = 60 * 60_000;

browserTest(
  "a question is not answered after its end, also when the server does not say that it ended",
  async () => {
    await using inbox = await openInbox();
    const { log, message } = await inbox.ask("Deploy?", { ...APPROVAL, expiresInSeconds: 3600 });
    const { page } = await browser.profile();
    await inbox.signIn(page);
    await page.clock.install();
    await page.goto(`${inbox.url}/s/${log.id}`);
    await page.getByRole("button", { name: "Add a comment" }).click();
    await page.getByRole("textbox", { name: "Comment" }).fill("Half a thought");
    await page.clock.fastForward(HOUR_MS + 1000);
    await page.getByText("Its time is over by this computer’s clock").waitFor();
    expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
    await page.getByText("Your answer was not sent").waitFor();
    await page.getByText("Half a thought").waitFor();
    await log.sync();
    expect(log.question(message.id)?.question?.state).toBe("Open");
  },
);

browserTest.each([
  [3 * HOUR_MS, "3 hours ahead of the server’s"],
  [-5 * 60_000, "5 minutes behind the server’s"],
  [60_000, undefined],
])("a clock that is %d ms off the server's is said from two minutes on", async (offMs, words) => {
  await using inbox = await openInbox();
  const { log } = await inbox.ask("Deploy?", APPROVAL);
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.clock.install({ time: Date.now() + offMs });
  await page.goto(`${inbox.url}/s/${log.id}`);
  await page.getByRole("button", { name: "Approve" }).waitFor();
  const said = page.getByText("This computer’s clock is");
  if (words) await said.getByText(words).waitFor();
  else expect(await said.count()).toBe(0);
});

import { expect } from "bun:test";
import { startServer } from "../../src/server/start-server.ts";
import { browserTest } from "../helpers/browser.ts";
import { until } from "../helpers/until.ts";
import { fileBrowser } from "./file-browser.ts";
import { APPROVAL, openInbox } from "./inbox.ts";

const browser = fileBrowser();

browserTest(
  "while the server is away the page paints from what it keeps, says so, and goes on by itself",
  async () => {
    await using inbox = await openInbox();
    const { log } = await inbox.ask("Deploy?", APPROVAL);
    const { page, context } = await browser.profile();
    await inbox.signIn(page);
    await page.getByRole("link", { name: /Deploy/ }).click();
    await page.getByRole("button", { name: "Approve" }).waitFor();
    await page.goto(inbox.url);
    await page.getByRole("link", { name: /Deploy/ }).waitFor();
    await context.route("**/v1/**", (route) => route.abort());
    await page.reload();
    await page.getByText("hiloop is asleep.").waitFor();
    await page.getByRole("link", { name: /Deploy/ }).click();
    await page.getByText("12 new features, 34 bug fixes. All tests passing.").waitFor();
    await context.unroute("**/v1/**");
    await page.getByText("hiloop is asleep.").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("You answered Approve").waitFor();
    await log.sync();
    expect(log.openQuestions()).toEqual([]);
  },
);

browserTest(
  "whoever takes the port of a server that is away is sent no credential by an open tab",
  async () => {
    await using inbox = await openInbox();
    const { dataDir, server } = inbox.space;
    const { page } = await browser.profile();
    await inbox.signIn(page);
    await page.getByText("No questions yet").first().waitFor();
    await server.stop();
    await page.getByText("hiloop is asleep.").waitFor();
    const asked: string[] = [];
    const stranger = Bun.serve({
      hostname: "127.0.0.1",
      port: server.port,
      fetch(request) {
        asked.push(`${new URL(request.url).pathname} ${request.headers.get("authorization")}`);
        return Response.json({ status: "ok", name: "stranger" });
      },
    });
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await until(() => asked.length >= 5);
    await stranger.stop(true);
    expect([...new Set(asked)]).toEqual(["/healthz null"]);
    const again = await startServer({ dataDir, port: server.port, version: "0.0.0-test" });
    await page.getByText("hiloop is asleep.").waitFor({ state: "detached" });
    await again.stop();
  },
);

browserTest(
  "ten tabs share one stream, all hear of a new question, and another tab takes over when its holder closes",
  async () => {
    await using inbox = await openInbox();
    const { page, context } = await browser.profile();
    await inbox.signIn(page);
    await page.getByRole("navigation", { name: "Sessions" }).waitFor();
    const others = await Promise.all(Array.from({ length: 9 }, () => context.newPage()));
    for (const other of others) {
      await other.goto(inbox.url);
      await other.getByText("No questions yet").first().waitFor();
    }
    expect(inbox.space.server.activity().streams).toBe(1);
    await inbox.ask("For every tab", APPROVAL);
    for (const other of [page, ...others]) await other.getByRole("link", { name: /For every tab/ }).waitFor();
    await page.close();
    await others[0]?.waitForFunction(async () => ((await navigator.locks.query()).held ?? []).length === 1);
    await inbox.ask("After the change", APPROVAL);
    for (const other of others) await other.getByRole("link", { name: /After the change/ }).waitFor();
  },
);

import type { BrowserContext, Page } from "playwright-core";
import { inviteDevice } from "../../src/client/membership.ts";
import { BenchServer } from "./bench-server.ts";
import { openBrowser } from "./browser.ts";
import { headersOf, loadMember, secretOf } from "./load-member.ts";
import { expectOk, RawConnection, rawRequest } from "./raw-connection.ts";
import type { RowGroup } from "./row.ts";
import { milliseconds, Samples } from "./samples.ts";
import { sealMessage, sealSession } from "./sealed-session.ts";

const SESSIONS = 1_000;
/** How many of them wait for an answer. */
const ASKING = 25;
const BUDGET_MS = 300;
const BUDGET_SCRIPT_BYTES = 150 * 1024;
const ROW = "[data-feed-row]";

/** The inbox of a space with many sessions, in a browser that has been there before. */
export const inbox: RowGroup = {
  name: "inbox",
  async run(bench) {
    await using server = await BenchServer.start(bench, 1);
    await fill(server);
    await using browser = await openBrowser();
    const page = await signIn(browser.context, server);
    const scriptBytes = await firstPageScript(browser.context, server.url);
    const { rows, paint, bare } = await paintings(page, server.url, bench.quick ? 5 : 20);
    return [
      {
        what: `inbox with ${SESSIONS.toLocaleString("en")} sessions: navigation → its feed is painted`,
        budget: `≤ ${BUDGET_MS} ms`,
        figure: milliseconds(rows.median),
        met: rows.median <= BUDGET_MS,
        notes: [
          `feed ${rows.spread()}, first contentful paint ${paint.spread()}; of a page that is one word ${bare.spread()}; n = ${rows.count}, ${ASKING} open questions, headless Chromium on the same machine`,
        ],
        values: {
          medianMs: rows.median,
          minMs: rows.min,
          firstPaintMedianMs: paint.median,
          bareFirstPaintMedianMs: bare.median,
        },
      },
      {
        what: "script of the inbox's first page, gzip",
        budget: `≤ ${BUDGET_SCRIPT_BYTES / 1024} KB`,
        figure: `${(scriptBytes / 1024).toFixed(1)} KB`,
        met: scriptBytes <= BUDGET_SCRIPT_BYTES,
        notes: [],
        values: { bytes: scriptBytes },
      },
    ];
  },
};

async function fill(server: BenchServer): Promise<void> {
  const [apiKey = ""] = server.apiKeys;
  const agent = await loadMember(server.url, secretOf(apiKey));
  const connection = await RawConnection.open(server.url);
  const post = (path: string, body: string) =>
    expectOk(connection, rawRequest("POST", server.url, `/v1/agent/sessions${path}`, headersOf(agent), body));
  for (let number = 1; number <= SESSIONS; number++) {
    const session = await sealSession(agent, `Release ${number}: may it go out?`);
    await post("", session.body);
    if (number % (SESSIONS / ASKING) !== 0) continue;
    const buttons = [{ label: "Approve", action: "approve" }];
    const fields = { components: [{ type: "button_group", data: { buttons } }] };
    const question = await sealMessage(agent, session, fields, { responseRequired: true });
    await post(`/${session.id}/messages`, JSON.stringify(question));
  }
  connection.close();
}

async function signIn(context: BrowserContext, server: BenchServer): Promise<Page> {
  const owner = await loadMember(server.url, server.owner);
  const { url } = await inviteDevice(owner, { expiresInSeconds: 600 });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("button", { name: "Open the inbox" }).click();
  await page.locator(ROW).first().waitFor();
  return page;
}

/** All script that is loaded until the feed is there, by a browser that has kept none of it. */
async function firstPageScript(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const scripts: Promise<Buffer>[] = [];
  page.on("response", (response) => {
    if (response.headers()["content-type"]?.includes("javascript")) scripts.push(response.body());
  });
  await page.goto(url);
  await page.locator(ROW).first().waitFor();
  const sizes = (await Promise.all(scripts)).map((script) => Bun.gzipSync(new Uint8Array(script)).length);
  await page.close();
  return sizes.reduce((total, size) => total + size, 0);
}

type Paintings = { rows: Samples; paint: Samples; bare: Samples };

async function paintings(page: Page, url: string, rounds: number): Promise<Paintings> {
  using floor = emptyPage();
  const found = { rows: new Samples(), paint: new Samples(), bare: new Samples() };
  for (let round = -1; round < rounds; round++) {
    const bareMs = await firstPaint(page, floor.url);
    const { firstMs, rowsMs } = await load(page, url);
    if (round < 0) continue;
    found.bare.add(bareMs);
    found.paint.add(firstMs);
    found.rows.add(rowsMs);
  }
  return found;
}

async function load(page: Page, url: string): Promise<{ firstMs: number; rowsMs: number }> {
  const firstMs = await firstPaint(page, url);
  const rowsAt = await page.locator("html[data-rows-at]").getAttribute("data-rows-at");
  return { firstMs, rowsMs: Number(rowsAt) };
}

async function firstPaint(page: Page, url: string): Promise<number> {
  await page.goto("about:blank");
  await page.goto(url);
  const paint = await page.waitForFunction(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
  );
  return (await paint.jsonValue()) ?? Number.NaN;
}

/** What this browser on this machine needs to paint anything at all. */
function emptyPage(): { url: string } & Disposable {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response("<!doctype html><p>hello", { headers: { "content-type": "text/html" } }),
  });
  return { url: server.url.href, [Symbol.dispose]: () => void server.stop(true) };
}

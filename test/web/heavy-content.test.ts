import { expect } from "bun:test";
import type { Page } from "playwright-core";
import type { ComponentNode } from "../../src/components/component.ts";
import { browserTest } from "../helpers/browser.ts";
import { until } from "../helpers/until.ts";
import { fileBrowser } from "./file-browser.ts";
import { faults, type Inbox, openInbox } from "./inbox.ts";

const browser = fileBrowser();
const MANY_ELEMENTS = 12_000;

const APPROVE = { type: "button_group", data: { buttons: [{ label: "Approve", action: "approve" }] } };
const numbered = (count: number, word: string) => Array.from({ length: count }, (_, index) => word + index);
const repeated = (count: number, node: ComponentNode) => Array.from({ length: count }, () => node);

/** A question that its sender's client did not check, as it stands in a browser. */
async function opened(
  inbox: Inbox,
  components: ComponentNode[],
): Promise<{ page: Page; problems: string[] }> {
  const { log } = await inbox.ask("A heavy question", { components, responseRequired: true });
  const { page, problems } = await browser.profile();
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  await page.locator(".question .answer-button").first().waitFor();
  return { page, problems };
}

const countOf = (page: Page, what: string) => page.locator(what).count();

browserTest("a table of 2,000 rows and 50 columns comes a part at a time, and can be answered", async () => {
  await using inbox = await openInbox();
  const rows = numbered(2_000, "row ").map((name) => [name, ...numbered(49, "")]);
  const table = { type: "table", data: { headers: numbered(50, "column "), rows } };
  const { page, problems } = await opened(inbox, [table, APPROVE]);
  await page.getByText("39 of 2,000 rows shown").waitFor();
  expect(await countOf(page, "tbody tr")).toBe(39);
  await page.getByRole("button", { name: "Show 39 more" }).click();
  await page.getByText("row 77", { exact: true }).waitFor();
  expect(await countOf(page, "tbody tr")).toBe(78);
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText("You answered Approve").waitFor();
  expect(faults(problems)).toEqual([]);
});

const HEAVY: Record<string, ComponentNode[]> = {
  "500 components": repeated(490, {
    type: "metric_grid",
    data: { metrics: numbered(60, "m").map((label) => ({ label, value: 1 })) },
  }),
  "tables within cards": repeated(240, {
    type: "card",
    children: [
      { type: "table", data: { headers: numbered(50, ""), rows: [numbered(50, ""), numbered(50, "")] } },
    ],
  }),
  "a Markdown table that asks for ninety million cells": [
    {
      type: "text",
      data: { content: `${"|a".repeat(1_500)}|\n${"|-".repeat(1_500)}|\n${"|\n".repeat(60_000)}` },
    },
  ],
  "a Markdown list of 49,000 items": [{ type: "text", data: { content: "- a\n".repeat(49_000) } }],
  "Markdown of 199,000 characters": [
    { type: "text", data: { content: "**a** `b` [c](https://d.example)\n\n".repeat(5_600) } },
  ],
  "lists of 1,000 items": repeated(20, { type: "list", data: { items: numbered(1_000, "item **") } }),
  "a type that is not known, with a megabyte of data": [
    { type: "hologram", data: { rows: numbered(60_000, "row ") } },
  ],
  "code that is full of invisible characters": [{ type: "code", data: { code: "\u200b".repeat(199_000) } }],
};

for (const [what, components] of Object.entries(HEAVY)) {
  browserTest(`${what}: the page shows some of it at first, says so, and can be answered`, async () => {
    await using inbox = await openInbox();
    const { page } = await opened(inbox, [...components, APPROVE]);
    await page
      .getByText(/^[\d,]+ of [\d,]+ \w+ shown$/)
      .first()
      .waitFor();
    expect(await countOf(page, "*")).toBeLessThan(MANY_ELEMENTS);
    const shownBefore = (await page.locator(".question").textContent())?.length ?? 0;
    await page
      .getByRole("button", { name: /^Show [\d,]+ more$/ })
      .last()
      .click();
    await page.waitForFunction(
      (before) => (document.querySelector(".question")?.textContent.length ?? 0) > before,
      shownBefore,
    );
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("You answered Approve").waitFor();
  });
}

browserTest("what is shown last says that it is all, and keeps the keyboard's place", async () => {
  await using inbox = await openInbox();
  const rows = numbered(70, "row ").map((name) => [name, ...numbered(49, "")]);
  const { page } = await opened(inbox, [
    { type: "table", data: { headers: numbered(50, ""), rows } },
    APPROVE,
  ]);
  await page.getByRole("button", { name: "Show 31 more" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("All 70 rows shown").waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("All 70 rows shown");
});

browserTest("a field that is not shown yet comes when an answer is refused for it, and stays", async () => {
  await using inbox = await openInbox();
  const choices = numbered(40, "choice").map((name) => ({
    name,
    label: name,
    kind: "multiselect",
    options: numbered(400, `${name} `),
  }));
  const last = { name: "why", label: "Why", kind: "text", required: true };
  const { page } = await opened(inbox, [{ type: "form", data: { fields: [...choices, last] } }]);
  expect(await countOf(page, "*")).toBeLessThan(MANY_ELEMENTS);
  expect(await page.getByLabel("Why").count()).toBe(0);
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByText("This field is required").waitFor();
  await page.getByLabel("Why").fill("Because");
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByText("You answered Submit").waitFor();
});

browserTest("patterns that would take the page minutes are shown as text, and the buttons work", async () => {
  await using inbox = await openInbox();
  const fields = numbered(90, "f").map((name) => ({
    name,
    label: name,
    kind: "text",
    pattern: "(a{0,45}){20}b?",
    default: "a".repeat(900),
  }));
  const { page } = await opened(inbox, [{ type: "form", data: { fields } }, APPROVE]);
  await page.getByText("cannot show “form” as it was meant").waitFor();
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText("You answered Approve").waitFor();
});

browserTest(
  "code gets its colours from a worker; one that never ends is ended, and others get theirs",
  async () => {
    await using inbox = await openInbox();
    const code = (text: string, language: string) => ({ type: "code", data: { code: text, language } });
    const components = [code("a: 1", "yaml"), code("const answer = 42; // why", "ts"), APPROVE];
    const { log } = await inbox.ask("Coloured", { components, responseRequired: true });
    const { page, context, problems } = await browser.profile();
    let ended = 0;
    page.on("worker", (worker) => worker.on("close", () => ended++));
    await inbox.signIn(page);
    // For the page a worker whose work never ends is one that never answers.
    await context.addInitScript(() => {
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (this: Worker, message: { language?: string }) {
        if (message.language !== "yaml") postMessage.call(this, message);
      };
    });
    await page.goto(`${inbox.url}/s/${log.id}`);
    await page.locator(".hl-keyword", { hasText: "const" }).waitFor();
    expect(await page.locator(".code").first().locator("[class^=hl-]").count()).toBe(0);
    await until(() => ended > 0);
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("You answered Approve").waitFor();
    expect(faults(problems)).toEqual([]);
  },
);

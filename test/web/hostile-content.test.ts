import { expect } from "bun:test";
import { itemFacts } from "../../src/client/item-facts.ts";
import { sealItem } from "../../src/crypto/item.ts";
import { StoredItemSchema } from "../../src/protocol/timeline.ts";
import { browserTest } from "../helpers/browser.ts";
import { fileBrowser } from "./file-browser.ts";
import { APPROVAL, faults, openInbox } from "./inbox.ts";

const browser = fileBrowser();

const HOSTILE = [
  "<img src=x onerror=alert(1)><script>alert(1)</script>",
  "[click](javascript:alert(1)) [data](data:text/html,x) ![photo](https://tracker.example/p.png)",
  "[bank.example](https://evil.example/login) &lt;b&gt; pay\u202efdp.exe",
].join("\n\n");

browserTest("Markdown of an agent runs nothing, loads nothing, and shows where its links lead", async () => {
  await using inbox = await openInbox();
  const { log } = await inbox.ask("Read\u202e this", { content: HOSTILE });
  const { page, problems } = await browser.profile();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).origin));
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  const article = page.getByRole("article", { name: "Message from Release bot" });
  await article.getByText("(evil.example)").waitFor();
  expect(await article.locator("img, script, iframe, object").count()).toBe(0);
  const links = await article.locator("a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect(links).toEqual(["https://tracker.example/p.png", "https://evil.example/login"]);
  const text = await article.textContent();
  expect(text).toContain("<script>alert(1)</script>");
  expect(text).toContain("(javascript:alert(1))");
  expect(text).toContain("⟨U+202E⟩fdp.exe");
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Read⟨U+202E⟩ this");
  expect([...new Set(asked)]).toEqual([inbox.url]);
  expect(faults(problems)).toEqual([]);
});

browserTest("a component of a type that this version does not know is shown as text", async () => {
  await using inbox = await openInbox();
  const { log } = await inbox.ask("From the future", { content: "Hello." });
  const components = [
    { type: "hologram", data: { depth: 3, note: "<b>bold</b>" } },
    { type: "text", data: { content: "After it." } },
  ];
  const facts = itemFacts(inbox.agent, "Message", log.id, log.seen());
  const item = await sealItem(facts, { components }, log.key, inbox.agent.identity);
  await inbox.agent.http.write("POST", `${log.path}/messages`, StoredItemSchema, item);
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  await page.getByText("cannot show “hologram”").waitFor();
  await page.getByText('"note": "<b>bold</b>"').waitFor();
  await page.getByText("After it.").waitFor();
});

browserTest("what was changed on its way is a loud notice and never content", async () => {
  await using inbox = await openInbox();
  const { log } = await inbox.ask("A true title", { content: "The true words." });
  const { page, context } = await browser.profile();
  await inbox.signIn(page);
  await context.route("**/timeline*", async (route) => {
    const response = await route.fetch();
    const timeline = await response.json();
    for (const item of timeline.items) if (item.kind === "Message") item.priority = "Critical";
    await route.fulfill({ response, json: timeline });
  });
  await page.goto(`${inbox.url}/s/${log.id}`);
  await page.getByRole("alert").getByText("An entry here was changed on its way and is not shown").waitFor();
  expect(await page.getByText("The true words.").count()).toBe(0);
});

browserTest(
  "what a server says of a refusal stands behind words that say so, and cannot be an answer",
  async () => {
    await using inbox = await openInbox();
    const { log } = await inbox.ask("Deploy?", APPROVAL);
    const { page } = await browser.profile();
    await inbox.signIn(page);
    await page.goto(`${inbox.url}/s/${log.id}`);
    const body = {
      ...{ type: "about:blank", title: "", status: 403, code: "forbidden", requestId: "1" },
      detail: `Ada approved it already.\u202e {"response":"approve"} ${"and more ".repeat(100)}`,
      advice: "Call this number.",
      issues: [{ path: "", message: "Send money." }],
    };
    await page.route("**/response", (route) => route.fulfill({ status: 403, json: body }));
    await page.getByRole("button", { name: "Approve" }).click();
    const notice = page.getByRole("alert").filter({ hasText: "The server does not allow this." });
    await notice.getByText("Ask a person of the space to do it, or to let you.").waitFor();
    const said = (await notice.getByText("The server says (nobody signed this):").textContent()) ?? "";
    expect(said).toStartWith(
      "The server says (nobody signed this): “Ada approved it already.⟨U+202E⟩ ('response':'approve') and more",
    );
    expect(said.length).toBeLessThan(250);
    expect(await notice.textContent()).not.toMatch(/Call this number|Send money/);
  },
);

import { expect } from "bun:test";
import { browserTest } from "../helpers/browser.ts";
import { fileBrowser } from "./file-browser.ts";
import { faults, openInbox } from "./inbox.ts";

const browser = fileBrowser();

const FIELDS = [
  { name: "env", label: "Environment", kind: "select", required: true, options: ["staging", "production"] },
  {
    name: "ticket",
    label: "Ticket",
    kind: "text",
    required: true,
    pattern: "OPS-\\d+",
    show_if: { field: "env", equals: "production" },
  },
  { name: "replicas", label: "Replicas", kind: "number", min: 1, max: 9, required: true },
  {
    name: "regions",
    label: "Regions",
    kind: "multiselect",
    options: [
      { value: "eu", label: "Europe" },
      { value: "us", label: "America" },
    ],
  },
  { name: "share", label: "Share", kind: "slider", default: 30 },
  { name: "told", label: "On-call knows", kind: "checkbox", required: true },
  { name: "notes", label: "Notes", kind: "textarea" },
];

browserTest("a form shows what is wrong at its fields, then sends typed values", async () => {
  await using inbox = await openInbox();
  const { log, message } = await inbox.ask("Where should it run?", {
    components: [{ type: "form", data: { fields: FIELDS, submit_label: "Save" } }],
  });
  const { page, problems } = await browser.profile();
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  const save = page.getByRole("button", { name: "Save" });
  expect(await page.getByLabel("Ticket").count()).toBe(0);
  await page.getByLabel("Environment").selectOption("production");
  await page.getByLabel("Ticket").fill("ticket 7");
  await page.getByLabel("Replicas").fill("12");
  await save.click();
  await page.getByText("Expected at most 9").waitFor();
  await page.getByText("Expected text that matches OPS-\\d+").waitFor();
  await page.getByText("This box must be ticked").waitFor();
  expect(await page.getByLabel("Ticket").evaluate((element) => element === document.activeElement)).toBe(
    true,
  );
  await log.sync();
  expect(log.responseTo(message.id)).toBeUndefined();

  await page.getByLabel("Ticket").fill("OPS-7");
  await page.getByLabel("Replicas").fill("3");
  await page.getByLabel("Europe").check();
  await page.getByLabel("On-call knows").check();
  await save.click();
  await page.getByText("You answered Save").waitFor();
  await log.sync();
  expect(log.responseTo(message.id)?.answer).toEqual({
    action: "submit",
    values: { env: "production", ticket: "OPS-7", replicas: 3, regions: ["eu"], share: 30, told: true },
  });
  expect(log.responseTo(message.id)?.issues).toEqual([]);
  await page.getByRole("article", { name: "Question from Release bot" }).getByText("OPS-7").waitFor();
  expect(faults(problems)).toEqual([]);
});

browserTest("questions with choices, an answer of one's own, several answers and a rating", async () => {
  await using inbox = await openInbox();
  const questions = [
    { id: "tone", question: "How should it sound?", options: ["Plain", "Formal"], allow_other: true },
    { id: "parts", question: "Which parts?", options: ["Added", "Fixed"], multiple: true },
    { id: "first", question: "What comes first?" },
  ];
  const { log, message } = await inbox.ask("The changelog", {
    components: [
      { type: "qa", data: { questions } },
      { type: "rating", data: { label: "The last one", max: 5 } },
    ],
  });
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  await page.getByRole("button", { name: "Submit" }).click();
  expect(await page.getByText("This field is required").count()).toBe(4);
  await page.getByLabel("Plain").check();
  await page.getByLabel("Another answer: How should it sound?").fill("Like a friend");
  expect(await page.getByLabel("Plain").isChecked()).toBe(false);
  await page.getByLabel("Added").check();
  await page.getByLabel("Fixed").check();
  await page.getByLabel("What comes first?").fill("The new inbox");
  await page.getByLabel("4 of 5").check({ force: true });
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByText("You answered Submit").waitFor();
  await log.sync();
  expect(log.responseTo(message.id)?.answer.values).toEqual({
    tone: "Like a friend",
    parts: ["Added", "Fixed"],
    first: "The new inbox",
    rating: 4,
  });
});

browserTest("a form can be declined half filled in, and a button inside a card keeps its place", async () => {
  await using inbox = await openInbox();
  const choice = (action: string) => ({
    type: "card",
    data: { title: `Plan ${action}` },
    children: [{ type: "button_group", data: { buttons: [{ label: `Take ${action}`, action }] } }],
  });
  const { log, message } = await inbox.ask("Which plan?", {
    components: [
      choice("a"),
      choice("b"),
      {
        type: "form",
        data: { fields: [{ name: "count", label: "Count", kind: "number", required: true, max: 3 }] },
      },
      { type: "button_group", data: { buttons: [{ label: "None", action: "none", variant: "danger" }] } },
    ],
  });
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  const card = page.locator("section", { hasText: "Plan b" }).last();
  await card.getByRole("button", { name: "Take b" }).click();
  await page.getByText("This field is required").waitFor();
  await page.getByLabel("Count").fill("7");
  await page.getByRole("button", { name: "None" }).click();
  await page.getByText("You answered None").waitFor();
  await log.sync();
  expect(log.responseTo(message.id)?.answer).toEqual({ action: "none" });
});

import { expect } from "bun:test";
import { awaitResponse } from "../../src/client/await-response.ts";
import { Deliveries } from "../../src/client/deliveries.ts";
import { respond, sendMessage } from "../../src/client/send.ts";
import { browserTest } from "../helpers/browser.ts";
import { fileBrowser } from "./file-browser.ts";
import { APPROVAL, faults, openInbox } from "./inbox.ts";

const browser = fileBrowser();

browserTest(
  "pressing Approve answers at once: the waiting agent gets the action, the page shows who and what",
  async () => {
    await using inbox = await openInbox();
    const { log, message } = await inbox.ask("Deploy v2.4.1 to production?", APPROVAL);
    const { page, problems } = await browser.profile();
    await inbox.signIn(page);
    await page.getByRole("link", { name: /Deploy v2\.4\.1/ }).click();
    await page.getByText("12 new features, 34 bug fixes. All tests passing.").waitFor();
    const waiting = awaitResponse(log, {
      deliveries: new Deliveries(),
      questionId: message.id,
      waitSeconds: 30,
    });
    await page.getByText("The assistant is waiting").first().waitFor();
    await page.getByRole("button", { name: "Approve" }).click();
    const outcome = await waiting;
    if (outcome.status !== "answered") throw new Error(`The agent got ${outcome.status}.`);
    expect(outcome.response.answer).toEqual({ action: "approve" });
    expect([outcome.response.via, outcome.response.sender.name]).toEqual(["inbox", "Ada"]);
    await page.getByText("You answered Approve").waitFor();
    expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
    await page.waitForFunction(() => document.title === "hiloop");
    expect(faults(problems)).toEqual([]);
  },
);

browserTest("a button that needs a comment asks for it, and sends nothing without one", async () => {
  await using inbox = await openInbox();
  const { log, message } = await inbox.ask("Deploy?", APPROVAL);
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  const reject = page.getByRole("button", { name: "Reject" });
  await reject.click();
  const comment = page.getByRole("textbox", { name: "Your comment for “Reject”" });
  await comment.waitFor();
  await reject.click();
  await page.getByText("This button needs a comment").waitFor();
  expect(await comment.getAttribute("aria-invalid")).toBe("true");
  await log.sync();
  expect(log.responseTo(message.id)).toBeUndefined();
  await comment.fill("The changelog is missing.");
  await reject.click();
  await page.getByText("You answered Reject").waitFor();
  await log.sync();
  expect(log.responseTo(message.id)?.answer).toEqual({ action: "reject", text: "The changelog is missing." });
});

browserTest("a word to type guards a button until it is typed", async () => {
  await using inbox = await openInbox();
  const buttons = [{ label: "Drop it", action: "drop", variant: "danger", confirm: "DROP" }];
  const { log, message } = await inbox.ask("Drop the table?", {
    components: [{ type: "button_group", data: { buttons } }],
  });
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  const drop = page.getByRole("button", { name: "Drop it" });
  await drop.click();
  await page.getByLabel("Type DROP to confirm").fill("drop");
  await drop.click();
  await page.getByText("Expected the word DROP").waitFor();
  await page.getByLabel("Type DROP to confirm").fill("DROP");
  await drop.click();
  await page.getByText("You answered Drop it").waitFor();
  await log.sync();
  expect(log.responseTo(message.id)?.answer).toEqual({ action: "drop", values: { confirm: "DROP" } });
});

browserTest(
  "an answer that comes second is kept, with who was first, and can go out as a message",
  async () => {
    await using inbox = await openInbox();
    const { log, message } = await inbox.ask("Deploy?", APPROVAL);
    const { page, context } = await browser.profile();
    await inbox.signIn(page);
    await page.goto(`${inbox.url}/s/${log.id}`);
    await page.getByRole("button", { name: "Reject" }).click();
    await page.getByRole("textbox", { name: "Your comment for “Reject”" }).fill("Please wait for me.");
    // Somebody else is faster, and this page does not hear of it.
    await context.route("**/timeline*", (route) => route.abort());
    const owner = await inbox.owner.session(log.id);
    await respond(owner, { questionId: message.id, answer: { action: "approve" }, via: "cli" });
    const refusal = page.waitForResponse((response) => response.url().endsWith("/response"));
    await page.getByRole("button", { name: "Reject" }).click();
    expect((await refusal).status()).toBe(409);
    await context.unroute("**/timeline*");
    await page.getByText("answered this question first").waitFor();
    await page.getByText("Please wait for me.").waitFor();
    await page.getByRole("button", { name: "Send it as a message" }).click();
    await page.getByText("Your answer was not sent").waitFor({ state: "detached" });
    await log.sync();
    const chat = log.items.findLast((item) => item.kind === "Message");
    expect(chat?.kind === "Message" && chat.content).toContain("Please wait for me.");
    expect(log.responseTo(message.id)?.answer).toEqual({ action: "approve" });
  },
);

browserTest("words that were being written when somebody else answered are not lost", async () => {
  await using inbox = await openInbox();
  const { log, message } = await inbox.ask("Deploy?", APPROVAL);
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  await page.getByRole("button", { name: "Add a comment" }).click();
  await page.getByRole("textbox", { name: "Comment" }).fill("Half a thought");
  const owner = await inbox.owner.session(log.id);
  await respond(owner, { questionId: message.id, answer: { action: "approve" }, via: "cli" });
  await page.getByText("Your answer was not sent").waitFor();
  await page.getByText("Half a thought").waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByText("Half a thought").waitFor({ state: "detached" });
});

browserTest("new questions and chat arrive live, and free chat reaches the agent", async () => {
  await using inbox = await openInbox();
  const { log } = await inbox.ask("Deploy?", { content: "I am about to deploy." });
  const { page, problems } = await browser.profile();
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  await page.getByText("I am about to deploy.").waitFor();
  const chat = page.getByRole("textbox", { name: "Message" });
  await chat.fill("Did the smoke tests pass?");
  await page.getByRole("button", { name: "Send message" }).click();
  await page.getByRole("article", { name: "Message from Ada" }).waitFor();
  expect(await chat.inputValue()).toBe("");
  await log.sync();
  await sendMessage(log, { content: "All of them. What is the ticket?", responseRequired: true });
  await page.getByLabel("Your answer").fill("OPS-12");
  expect(await page.title()).toBe("(1) hiloop");
  await page.getByRole("button", { name: "Send answer" }).click();
  await page.getByText("You answered").first().waitFor();
  expect(faults(problems)).toEqual([]);
});

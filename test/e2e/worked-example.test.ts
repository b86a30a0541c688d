import { expect } from "bun:test";
import { join } from "node:path";
import { assistant } from "../helpers/assistant.ts";
import { emptyHome } from "../helpers/binary.ts";
import { browserTest, openBrowser } from "../helpers/browser.ts";
import { textsInFiles } from "../helpers/find-bytes.ts";
import { installOpener } from "../helpers/opener.ts";

const TITLE = "Deploy v2.4.1 to production?";
const TEXT = "12 new features, 34 bug fixes. All tests passing.";
const BUTTONS = [
  { label: "Approve", action: "approve", variant: "primary" },
  { label: "Reject", action: "reject", variant: "danger" },
];

browserTest(
  "the worked example runs as documented: no account, no configuration, a click, the answer",
  async () => {
    await using home = await emptyHome();
    await using browser = await openBrowser({ capture: true });
    const opener = await installOpener(home);
    await using agent = await assistant(home, { HILOOP_OPEN: opener.command });

    const { session_id } = await agent.call("create_session", { title: TITLE });
    await agent.call("send_message", {
      session_id,
      components: [
        { type: "text", data: { content: TEXT } },
        { type: "button_group", data: { buttons: BUTTONS } },
      ],
    });
    const waiting = agent.call("await_response", { session_id });

    const { page, problems } = await browser.profile();
    await page.goto(await opener.opened());
    await page.getByRole("button", { name: "Open the inbox on this browser" }).click();
    await page.getByText(TITLE).first().click();
    await page.getByText(TEXT).waitFor();
    await page.getByRole("button", { name: "Reject" }).waitFor();
    await page.getByRole("button", { name: "Approve" }).click();

    expect(await waiting).toMatchObject({
      status: "answered",
      response: "approve",
      from: { type: "human", via: "inbox" },
    });
    expect(problems).toEqual([]);

    const texts = [TITLE, TEXT, "Approve", "Reject"];
    expect(await textsInFiles(join(home.folder, ".hiloop"), texts)).toEqual([]);
    expect(browser.sent.filter((request) => texts.some((text) => request.includes(text)))).toEqual([]);
    expect(page.url()).not.toContain("hlu_");
  },
  60_000,
);

browserTest(
  "reject with a comment, a form answered wrong and then right, and free chat reach the assistant",
  async () => {
    await using home = await emptyHome();
    await using browser = await openBrowser({ capture: true });
    const opener = await installOpener(home);
    await using agent = await assistant(home, { HILOOP_OPEN: opener.command });
    const { session_id } = await agent.call("create_session", { title: "Release" });
    const reject = { label: "Reject", action: "reject", variant: "danger", comment: "required" };
    await agent.call("send_message", {
      session_id,
      components: [{ type: "button_group", data: { buttons: [reject] } }],
    });

    const { page } = await browser.profile();
    await page.goto(await opener.opened());
    await page.getByRole("button", { name: "Open the inbox on this browser" }).click();
    await page.getByText("Release").first().click();
    await page.getByRole("button", { name: "Reject" }).click();
    await page.getByRole("textbox", { name: /comment/i }).fill("The changelog is missing.");
    await page.getByRole("button", { name: "Reject" }).last().click();
    expect(await agent.call("await_response", { session_id })).toMatchObject({
      status: "answered",
      response: "reject",
      text: "The changelog is missing.",
    });

    const fields = [{ name: "replicas", label: "Replicas", kind: "number", required: true, min: 1, max: 9 }];
    await agent.call("send_message", {
      session_id,
      components: [{ type: "form", data: { fields, submit_label: "Save" } }],
    });
    await page.getByLabel("Replicas").fill("12");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(/at most 9|9 or less/i).waitFor();
    expect(await agent.call("await_response", { session_id, timeout_seconds: 0 })).toMatchObject({
      status: "pending",
    });
    await page.getByLabel("Replicas").fill("3");
    await page.getByRole("button", { name: "Save" }).click();
    expect(await agent.call("await_response", { session_id })).toMatchObject({
      status: "answered",
      values: { replicas: 3 },
    });

    await page.getByRole("textbox", { name: "Message" }).fill("Anything else?");
    await page.getByRole("button", { name: "Send message" }).click();
    expect(await agent.call("await_response", { session_id })).toMatchObject({
      status: "message",
      text: "Anything else?",
    });

    const texts = ["The changelog is missing.", "Replicas", "replicas", "Save", "Anything else?"];
    expect(await textsInFiles(join(home.folder, ".hiloop"), texts)).toEqual([]);
    expect(browser.sent.filter((request) => texts.some((text) => request.includes(text)))).toEqual([]);
  },
  60_000,
);

import { expect } from "bun:test";
import { readFile } from "node:fs/promises";
import { blobSource } from "../../src/client/attachment-source.ts";
import { downloadAttachment, uploadAttachment } from "../../src/client/attachments.ts";
import { sendMessage } from "../../src/client/send.ts";
import { browserTest } from "../helpers/browser.ts";
import { fileBrowser } from "./file-browser.ts";
import { faults, openInbox } from "./inbox.ts";

const browser = fileBrowser();

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

browserTest(
  "a picture is opened on the page, an SVG is only a file, and a file is saved byte for byte",
  async () => {
    await using inbox = await openInbox();
    const { log } = await inbox.ask("Look at these", { content: "Files follow." });
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const upload = (blob: Blob, name: string) => uploadAttachment(log, blobSource(blob, name));
    const picture = await upload(
      new Blob([Uint8Array.fromBase64(PIXEL)], { type: "image/png" }),
      "pixel.png",
    );
    const drawing = await upload(
      new Blob(["<svg onload='alert(1)'/>"], { type: "image/svg+xml" }),
      "drawing.svg",
    );
    const data = await upload(new Blob([bytes]), "../data\u202e.bin");
    await sendMessage(log, {
      components: [
        { type: "image", data: { attachment_id: picture.id, alt: "One pixel", caption: "Very small" } },
        { type: "image", data: { attachment_id: drawing.id, alt: "A drawing" } },
      ],
      attachmentIds: [data.id],
    });
    const { page, problems } = await browser.profile();
    await inbox.signIn(page);
    await page.goto(`${inbox.url}/s/${log.id}`);
    const image = page.getByRole("img", { name: "One pixel" });
    await page.waitForFunction(() => document.querySelector("img")?.naturalWidth === 1);
    expect(await image.getAttribute("src")).toStartWith("blob:");
    expect(await page.locator("img").count()).toBe(1);
    await page.getByRole("button", { name: "Save drawing.svg" }).waitFor();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save ../data⟨U+202E⟩.bin" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).not.toMatch(/[/\u202e]/);
    expect(new Uint8Array(await readFile(await download.path()))).toEqual(bytes);
    expect(faults(problems)).toEqual([]);
  },
);

browserTest("files go up with a message, and the agent gets them whole", async () => {
  await using inbox = await openInbox();
  const { log } = await inbox.ask("Send me the log", { content: "Please attach it." });
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.goto(`${inbox.url}/s/${log.id}`);
  await page.getByRole("textbox", { name: "Message" }).waitFor();
  const bytes = Buffer.from(crypto.getRandomValues(new Uint8Array(50_000)));
  await page.locator("input[type=file]").setInputFiles([
    { name: "a.log", mimeType: "text/plain", buffer: bytes },
    { name: "unwanted.log", mimeType: "text/plain", buffer: bytes },
  ]);
  await page.getByRole("button", { name: "Remove unwanted.log" }).click();
  await page.getByRole("textbox", { name: "Message" }).fill("Here it is.");
  await page.getByRole("button", { name: "Send message" }).click();
  await page.getByRole("article", { name: "Message from Ada" }).getByText("a.log").waitFor();
  await log.sync();
  const chat = log.items.findLast((item) => item.kind === "Message");
  if (chat?.kind !== "Message") throw new Error("No message came.");
  expect(chat.content).toBe("Here it is.");
  const [id = ""] = chat.attachmentIds;
  const { attachment, stream } = await downloadAttachment(log, id);
  expect(attachment.name).toBe("a.log");
  expect(Buffer.from(await new Response(stream).arrayBuffer())).toEqual(bytes);
});

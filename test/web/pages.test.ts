import { expect } from "bun:test";
import { Member } from "../../src/client/member.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { deriveIdentity } from "../../src/crypto/identity.ts";
import { parseSecret } from "../../src/crypto/secret.ts";
import { browserTest } from "../helpers/browser.ts";
import { testServer } from "../helpers/test-server.ts";
import { fileBrowser } from "./file-browser.ts";
import { faults, openInbox } from "./inbox.ts";

const browser = fileBrowser();

function connect(baseUrl: string, text: string): Promise<Member> {
  const secret = parseSecret(text);
  if (!secret) throw new Error("No secret was shown.");
  return deriveIdentity(secret).then((identity) =>
    Member.connect({ connection: { baseUrl }, identity, trust: { secret }, pins: memoryPins() }),
  );
}

browserTest(
  "a new agent key is shown once with a client's configuration, works, and stops working when revoked",
  async () => {
    await using inbox = await openInbox();
    const { page, problems } = await browser.profile();
    await inbox.signIn(page);
    await page.getByRole("link", { name: "Agents" }).click();
    await page.getByRole("button", { name: "Make key" }).click();
    await page.getByText("Give it a name").waitFor();
    await page.getByLabel("Name of the new key").fill("Laptop");
    await page.getByRole("button", { name: "Make key" }).click();
    const key = (await page.getByText(/^hlp_self_[0-9a-f]{64}$/).textContent()) ?? "";
    const configuration = JSON.parse((await page.locator("figure pre").textContent()) ?? "");
    expect(configuration.mcpServers.hiloop).toEqual({
      command: "hiloop",
      args: ["mcp"],
      env: { HILOOP_API_KEY: key, HILOOP_BASE_URL: inbox.url },
    });
    // The page of a server on this computer says how to do without a key that a repository could replace.
    await page
      .getByText("no key is needed: hiloop setup connects an assistant to it with --profile local")
      .waitFor();
    expect((await connect(inbox.url, key)).type).toBe("Agent");
    await page.getByRole("button", { name: "Done" }).click();
    expect(await page.content()).not.toContain(key);
    await page.getByRole("button", { name: "Revoke Laptop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("button", { name: "Revoke Laptop" }).waitFor({ state: "detached" });
    await expect(connect(inbox.url, key)).rejects.toMatchObject({ code: "unauthorized" });
    expect(faults(problems)).toEqual([]);
  },
);

browserTest(
  "a new server is set up by name; its recovery code is shown once and signs in elsewhere",
  async () => {
    await using server = await testServer({ serveInbox: true });
    const { page, problems } = await browser.profile();
    await page.goto(server.url);
    await page.getByRole("heading", { name: "This server is new" }).waitFor();
    await page.goto(`${server.url}/setup#${server.setupToken}`);
    await page.waitForURL(`${server.url}/setup`);
    await page.getByRole("button", { name: "Make the space" }).click();
    await page.getByText("Please give your name.").waitFor();
    await page.getByLabel("Your name").fill("Ada Lovelace");
    await page.getByRole("button", { name: "Make the space" }).click();
    const code = (await page.getByText(/^hlu_[0-9a-f]{64}$/).textContent()) ?? "";
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as a file" }).click();
    expect((await saving).suggestedFilename()).toBe("hiloop-recovery-code.txt");
    await page.getByRole("button", { name: /open the inbox/ }).click();
    await page.getByText("No questions yet").first().waitFor();

    const other = await browser.profile();
    await other.page.goto(`${server.url}/setup#${server.setupToken}`);
    await other.page.getByLabel("Your name").fill("Eve");
    await other.page.getByRole("button", { name: "Make the space" }).click();
    await other.page.getByText("This server has been set up already.").waitFor();
    await other.page.goto(server.url);
    await other.page.getByLabel("Or use your recovery code").fill(code);
    await other.page.getByRole("button", { name: "Sign in" }).click();
    await other.page.getByText("No questions yet").first().waitFor();
    expect(faults(problems)).toEqual([]);
  },
);

browserTest("signing out deletes this browser's keys", async () => {
  await using inbox = await openInbox();
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByText("Ada", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Sign out of this browser" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to this inbox" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Sign in to this inbox" }).waitFor();
});

browserTest("a tab that is closed over the recovery code leaves this browser signed in", async () => {
  await using server = await testServer({ serveInbox: true });
  const { page } = await browser.profile();
  await page.goto(`${server.url}/setup#${server.setupToken}`);
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByRole("button", { name: "Make the space" }).click();
  await page.getByText(/^hlu_[0-9a-f]{64}$/).waitFor();
  const next = await page.context().newPage();
  await page.close();

  await next.goto(server.url);

  await next.getByText("No questions yet").first().waitFor();
});

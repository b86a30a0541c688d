import { expect } from "bun:test";
import { addRecoveryDevice, inviteDevice, removeKey } from "../../src/client/membership.ts";
import { browserTest } from "../helpers/browser.ts";
import { fileBrowser } from "./file-browser.ts";
import { APPROVAL, faults, openInbox } from "./inbox.ts";

const browser = fileBrowser();

browserTest(
  "an invite opens the inbox after one click, and its secret leaves the address bar at once",
  async () => {
    await using inbox = await openInbox();
    await inbox.ask("Deploy v2.4.1 to production?", APPROVAL);
    const { page, problems } = await browser.profile();
    const { code } = await inviteDevice(inbox.owner, { expiresInSeconds: 60 });
    await page.goto(`${inbox.url}/join#${code}`);
    const button = page.getByRole("button", { name: "Open the inbox on this browser" });
    await button.waitFor();
    expect(page.url()).toBe(`${inbox.url}/join`);
    expect((await inbox.owner.refreshRoster()).members.size).toBe(4);
    await button.click();
    await page.getByRole("link", { name: /Deploy v2\.4\.1/ }).waitFor();
    expect(await page.title()).toBe("(1) hiloop");
    expect(faults(problems)).toEqual([]);
  },
);

browserTest("what is kept in the browser holds no secret and no key that can be exported", async () => {
  await using inbox = await openInbox();
  await inbox.ask("Deploy v2.4.1 to production?", APPROVAL);
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.getByRole("link", { name: /Deploy v2\.4\.1/ }).click();
  await page.getByRole("button", { name: "Approve" }).waitFor();
  const kept = await page.evaluate(readEverythingKept);
  expect(kept.text).toContain("authHex");
  expect(kept.text).not.toMatch(/hlu_|hlg_|hlp_|bug fixes|Deploy v2/);
  expect(kept.extractable).toEqual([false, false]);
});

browserTest("a used link says so, and a signed-in browser leaves an invite unused", async () => {
  await using inbox = await openInbox();
  const { code, keyId } = await inviteDevice(inbox.owner, { expiresInSeconds: 60 });
  const [first, second] = [await browser.profile(), await browser.profile()];
  await first.page.goto(`${inbox.url}/join#${code}`);
  await first.page.getByRole("button", { name: "Open the inbox on this browser" }).click();
  await first.page.waitForURL(`${inbox.url}/`);
  await second.page.goto(`${inbox.url}/join#${code}`);
  await second.page.getByRole("button", { name: "Open the inbox on this browser" }).click();
  await second.page.getByText("This link was used already, or its time is over.").waitFor();
  expect((await inbox.owner.refreshRoster()).members.get(keyId)?.active).toBe(false);

  const other = await inviteDevice(inbox.owner, { expiresInSeconds: 60 });
  await first.page.goto(`${inbox.url}/join#${other.code}`);
  await first.page.waitForURL(`${inbox.url}/`);
  expect((await inbox.owner.refreshRoster()).members.get(other.keyId)?.active).toBe(true);
});

browserTest(
  "a recovery code signs a browser in and stays valid; a wrong one says what it should look like",
  async () => {
    await using inbox = await openInbox();
    const { code } = await addRecoveryDevice(inbox.owner);
    for (const time of ["first", "second"]) {
      const { page, problems } = await browser.profile();
      await page.goto(inbox.url);
      await page.getByLabel("Or use your recovery code").fill(`hlu_${time}`);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("This is not a recovery code.").waitFor();
      await page.getByLabel("Or use your recovery code").fill(code);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("navigation", { name: "Sessions" }).waitFor();
      expect(faults(problems)).toEqual([]);
    }
  },
);

browserTest("a device that is removed is signed out and keeps nothing", async () => {
  await using inbox = await openInbox();
  const { page } = await browser.profile();
  await inbox.signIn(page);
  await page.getByRole("navigation", { name: "Sessions" }).waitFor();
  const roster = await inbox.owner.refreshRoster();
  const own = [...roster.members.values()].find((member) => member.active && member.label.includes("Chrome"));
  await removeKey(inbox.owner, own?.id ?? "");
  await page.getByText("This browser was signed out").waitFor();
  expect((await page.evaluate(readEverythingKept)).text).not.toContain("authHex");
});

browserTest("a link whose end was cut off explains itself", async () => {
  await using inbox = await openInbox();
  const { page } = await browser.profile();
  for (const [path, title] of [
    ["/join", "This link is not complete"],
    ["/join#hlu_1234", "This link is not complete"],
    ["/setup", "This setup link is not complete"],
    ["/nowhere", "There is no such page"],
  ] as const) {
    await page.goto(inbox.url + path);
    await page.getByRole("heading", { name: title }).waitFor();
  }
});

/** Runs in the page: everything in IndexedDB as text, and whether its private keys can be exported. */
async function readEverythingKept(): Promise<{ text: string; extractable: boolean[] }> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const opening = indexedDB.open("hiloop");
    opening.onsuccess = () => resolve(opening.result);
  });
  const extractable: boolean[] = [];
  const texts = [JSON.stringify({ ...localStorage })];
  for (const name of database.objectStoreNames) {
    const values = await new Promise<unknown[]>((resolve) => {
      const reading = database.transaction(name).objectStore(name).getAll();
      reading.onsuccess = () => resolve(reading.result);
    });
    texts.push(
      JSON.stringify(values, (_key, value) => {
        if (value instanceof CryptoKey && value.type === "private") extractable.push(value.extractable);
        return value instanceof CryptoKey ? "key" : value;
      }),
    );
  }
  return { text: texts.join("\n"), extractable };
}

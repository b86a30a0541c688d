import { expect } from "bun:test";
import { createGuestToken } from "../../src/client/guests.ts";
import { respond } from "../../src/client/send.ts";
import { closeSession } from "../../src/client/sessions.ts";
import { browserTest } from "../helpers/browser.ts";
import { sidewaysScroll, violationsOf } from "./accessible.ts";
import { fileBrowser } from "./file-browser.ts";
import { gallery } from "./gallery.ts";
import { APPROVAL, faults, type Inbox, openInbox } from "./inbox.ts";

const browser = fileBrowser();

const FORM = {
  fields: [
    { name: "env", label: "Environment", kind: "select", required: true, options: ["a", "b"] },
    { name: "count", label: "Count", kind: "number", min: 1, required: true },
    { name: "many", label: "Many", kind: "multiselect", options: ["a", "b"], required: true },
    { name: "share", label: "Share", kind: "slider" },
    { name: "day", label: "Day", kind: "date" },
    { name: "paper", label: "Paper", kind: "file" },
    { name: "told", label: "Told", kind: "checkbox", required: true },
  ],
};

/** Pages as they are first seen, by path, with what shows that they are there. */
async function signedInPages(inbox: Inbox): Promise<[path: string, ready: string, press?: string][]> {
  const waiting = await inbox.ask("Deploy?", { ...APPROVAL, priority: "Critical" });
  const form = await inbox.ask("A form", {
    priority: "High",
    components: [{ type: "form", data: FORM }, { type: "rating" }],
  });
  const shown = await inbox.ask("Everything there is", { components: gallery() });
  const answered = await inbox.ask("An answered one", APPROVAL);
  const owner = await inbox.owner.session(answered.log.id);
  await respond(owner, {
    questionId: answered.message.id,
    answer: { action: "reject", text: "Not yet" },
    via: "cli",
  });
  await closeSession(answered.log);
  return [
    ["/", "sessions wait for you"],
    [`/s/${waiting.log.id}`, "12 new features", "Reject"],
    [`/s/${form.log.id}`, "Environment", "Submit"],
    [`/s/${shown.log.id}`, "This is error."],
    [`/s/${answered.log.id}`, "The session was closed"],
    ["/agents", "first key"],
    ["/settings", "Sign out of this browser"],
  ];
}

for (const [look, options] of [
  ["light, on a desk", {}],
  ["dark, on a desk", { dark: true }],
  ["light, on a phone", { phone: true }],
  ["dark, on a phone", { phone: true, dark: true }],
] as const) {
  browserTest(
    `every page meets WCAG 2.2 AA as far as axe can tell, and fits its width: ${look}`,
    async () => {
      await using inbox = await openInbox();
      const { page, problems } = await browser.profile(options);
      const pages = await signedInPages(inbox);
      const { url } = await createGuestToken((await inbox.ask("A guest's", APPROVAL)).log, { name: "Grace" });
      const found: string[] = [];
      async function check(place: string): Promise<void> {
        found.push(...(await violationsOf(page)).map((violation) => `${place}: ${violation}`));
        if ((await sidewaysScroll(page)) !== 0) found.push(`${place}: scrolls sideways`);
      }
      for (const [path, ready] of [
        ["/", "Sign in to this inbox"],
        ["/setup#token", "Set this server up"],
        [`/g${new URL(url, inbox.url).hash}`, "You may read and answer"],
        ["/g#hlg_1", "This link is not complete"],
      ] as const) {
        await page.goto("about:blank");
        await page.goto(inbox.url + path);
        await page.getByText(ready).first().waitFor();
        await check(path.replace(/#.*/, ""));
      }
      await inbox.signIn(page);
      for (const [path, ready, press] of pages) {
        await page.goto(inbox.url + path);
        if (path !== "/" || !("phone" in options)) await page.getByText(ready).first().waitFor();
        else await page.getByRole("link", { name: /Everything there is/ }).waitFor();
        if (press) await page.getByRole("button", { name: press }).click();
        await check(ready);
      }
      expect(found).toEqual([]);
      expect(faults(problems)).toEqual([]);
    },
  );
}

import { expect, test } from "bun:test";
import { join } from "node:path";
import * as v from "valibot";
import { assistant } from "../../helpers/assistant.ts";
import { browserTest, openBrowser } from "../../helpers/browser.ts";
import { documentedBlock, substituted } from "./documented-block.ts";
import { firstOwner } from "./first-owner.ts";
import type { ProxyName } from "./proxies.ts";
import { site } from "./site.ts";

const MEGABYTE = 1024 * 1024;
/** Longer than Bun, which is behind each proxy, leaves a connection idle by itself. */
const QUIET_SECONDS = 13;
const PROMPT_MS = 3_000;

const ClientConfigurationSchema = v.object({
  mcpServers: v.object({
    hiloop: v.object({
      command: v.literal("hiloop"),
      args: v.tuple([v.literal("mcp")]),
      env: v.record(v.string(), v.string()),
    }),
  }),
});

/** The environment of the documented client configuration, with this key and address. */
async function documentedEnvironment(key: string, url: string): Promise<Record<string, string>> {
  const block = await documentedBlock("json", "mcpServers");
  const text = substituted(block, { "hlp_self_…": key, "https://hiloop.example.com": url });
  return v.parse(ClientConfigurationSchema, JSON.parse(text)).mcpServers.hiloop.env;
}

for (const name of ["nginx", "caddy"] satisfies ProxyName[]) {
  const missing = [name, "openssl"].filter(
    (tool) => !Bun.which(tool, { PATH: "/usr/bin:/usr/sbin:/usr/local/bin" }),
  );
  const note = missing.length > 0 ? ` (skipped: no ${missing.join(", ")})` : "";
  const proxyTest = missing.length > 0 || browserTest !== test ? test.skip : test.concurrent;

  proxyTest(
    `behind ${name} as documented: first owner, key, a long wait, live events, 20 MB up and down, the answer${note}`,
    async () => {
      await using self = await site(name);
      await using browser = await openBrowser({ flags: self.browserFlags });
      const { page, problems } = await browser.profile();
      const key = await firstOwner(page, self.setupLink);

      const env = { ...(await documentedEnvironment(key, self.url)), NODE_EXTRA_CA_CERTS: self.ca.file };
      await using agent = await assistant(self.home, env);
      const { session_id } = await agent.call("create_session", { title: "Deploy v2.4.1 to production?" });
      const bytes = Buffer.alloc(20 * MEGABYTE, `${name} passes these on unchanged. `);
      await Bun.write(join(self.home.work, "release.bin"), bytes);
      const { attachment_id } = await agent.call("upload_attachment", { session_id, path: "release.bin" });
      const buttons = [{ label: "Approve", action: "approve" }];
      const question = { components: [{ type: "button_group", data: { buttons } }] };
      await agent.call("send_message", { session_id, ...question, attachment_ids: [attachment_id] });

      const begun = performance.now();
      const pending = agent.call("await_response", { session_id, timeout_seconds: QUIET_SECONDS });
      await page.goto(self.url);
      await page.getByText("Deploy v2.4.1 to production?").first().click();
      const downloading = page.waitForEvent("download");
      await page
        .getByRole("button", { name: /release\.bin|download/i })
        .first()
        .click();
      const saved = join(self.home.folder, "saved.bin");
      await (await downloading).saveAs(saved);
      expect(Bun.hash(await Bun.file(saved).bytes())).toBe(Bun.hash(bytes));
      expect(await pending).toMatchObject({ status: "pending" });
      expect(performance.now() - begun).toBeGreaterThan(QUIET_SECONDS * 1000 - 500);

      const shown = page.getByText("All tests have passed.").waitFor({ timeout: PROMPT_MS });
      await agent.call("send_message", { session_id, content: "All tests have passed." });
      await shown;

      await page.locator("input[type=file]").first().setInputFiles(saved);
      await page.getByRole("textbox", { name: "Message" }).fill("Back, unchanged.");
      await page.getByRole("button", { name: "Send message" }).click();
      const back = await agent.call("await_response", { session_id });
      const returned = await agent.call("download_attachment", {
        session_id,
        attachment_id: back.attachment_id,
      });
      expect(Bun.hash(await Bun.file(String(returned.path)).bytes())).toBe(Bun.hash(bytes));

      const message = await agent.call("await_response", { session_id });
      expect(String(message.text)).toStartWith("Back, unchanged.");

      const waiting = agent.call("await_response", { session_id });
      await page.getByRole("button", { name: "Approve" }).click();
      const pressed = performance.now();
      const answer = await waiting;
      expect(answer).toMatchObject({ status: "answered", response: "approve", from: { via: "inbox" } });
      expect(performance.now() - pressed).toBeLessThan(PROMPT_MS);
      expect(problems).toEqual([]);
    },
    120_000,
  );
}

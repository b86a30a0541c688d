import type { Page } from "playwright-core";

/** Opens the setup link, becomes the owner, and makes an API key on the Agents page. */
export async function firstOwner(page: Page, setupLink: string): Promise<string> {
  await page.goto(setupLink);
  await page.getByRole("textbox", { name: /name/i }).fill("Ada Lovelace");
  await page.getByRole("button", { name: /space|start|create|set up/i }).click();
  await page.getByText(/^hlu_[0-9a-f]{64}$/).waitFor();
  await page.getByRole("button", { name: /inbox|done|continue/i }).click();
  await page.goto(new URL("/agents", setupLink).href);
  await page.getByLabel("Name of the new key").fill("Release bot");
  await page.getByRole("button", { name: "Make key" }).click();
  return (await page.getByText(/^hlp_self_[0-9a-f]{64}$/).textContent()) ?? "";
}

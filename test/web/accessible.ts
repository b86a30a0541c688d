import type { Page } from "playwright-core";

const AXE = await Bun.file(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url)).text();
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds against WCAG 2.2 AA, one line each. It is evaluated, not added as a script: the page's policy refuses those. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async (rules) => {
    type Found = { id: string; nodes: { html: string; failureSummary?: string }[] };
    type Axe = { run(options: unknown): Promise<{ violations: Found[]; passes: unknown[] }> };
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations, passes } = await axe.run({ runOnly: rules });
    if (passes.length === 0) return ["axe checked nothing"];
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ""}`),
    );
  }, RULES);
}

/** How far the page can be scrolled sideways, in pixels; anything but 0 is a fault on a phone. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

import { join } from "node:path";

const PAGE = join(import.meta.dir, "../../../docs/self-hosting.md");

/** A block of docs/self-hosting.md: the first of its language that holds a text. */
export async function documentedBlock(language: string, holding: string): Promise<string> {
  const page = await Bun.file(PAGE).text();
  const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  const found = blocks.find(([, of, text]) => of === language && text?.includes(holding))?.[2];
  if (found === undefined) throw new Error(`docs/self-hosting.md has no ${language} block with ${holding}`);
  return found;
}

/** Replaces each text, which must be there: a test must not go on with something else than the page says. */
export function substituted(block: string, replacements: Record<string, string>): string {
  return Object.entries(replacements).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`${JSON.stringify(from)} is not in\n${text}`);
    return text.replaceAll(from, to);
  }, block);
}

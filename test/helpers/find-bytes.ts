import { Glob } from "bun";

/** Which of these texts stand, as UTF-8, anywhere in the files below a folder: `FILE: TEXT`. */
export async function textsInFiles(folder: string, texts: string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const path of new Glob("**/*").scan({
    cwd: folder,
    dot: true,
    absolute: true,
    onlyFiles: true,
  })) {
    const bytes = Buffer.from(await Bun.file(path).bytes());
    for (const text of texts) if (bytes.includes(text)) found.push(`${path}: ${text}`);
  }
  return found;
}

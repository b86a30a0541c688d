import { readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../helpers/until.ts";
import type { Sandbox } from "../local/sandbox.ts";

export type ServedData = { url: string; port: string; stop(): Promise<void> };

/** `hiloop serve` of the program itself on a data folder. */
export async function serveData(home: Sandbox, data: string, port = "0"): Promise<ServedData> {
  const child = home.start(["serve", "--port", port, "--data", data]);
  const { value } = await child.stdout.getReader().read();
  if (!value) throw new Error(`hiloop serve: ${await new Response(child.stderr).text()}`);
  const said = child.stderr.getReader();
  let text = "";
  while (!text.includes("; its data is in")) text += new TextDecoder().decode((await said.read()).value);
  const url = text.match(/listens on (\S+);/)?.[1] ?? "";
  const stop = async () => {
    child.kill("SIGTERM");
    await child.exited;
  };
  return { url, port: new URL(url).port, stop };
}

/** The token in the link that a server without a space leaves in its data folder. */
export async function setupToken(data: string): Promise<string> {
  const file = join(data, "setup-link");
  const link = await until(() => Bun.file(file).size > 0 && readFileSync(file, "utf8"));
  return link.trim().split("#")[1] ?? "";
}

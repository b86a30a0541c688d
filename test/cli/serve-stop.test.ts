import { expect, test } from "bun:test";
import { connect } from "node:net";
import { join } from "node:path";
import { sandbox } from "../local/sandbox.ts";

test("SIGTERM ends serve with exit code 0, at once, though clients keep connections open", async () => {
  await using home = await sandbox();
  const child = home.start(["serve", "--port", "0", "--data", join(home.folder, "data")]);
  const url = new URL(new TextDecoder().decode((await child.stdout.getReader().read()).value).trim());
  const idle = connect(Number(url.port), url.hostname);
  idle.write(`GET /healthz HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
  await new Promise((resolve) => idle.once("data", resolve));
  const begun = performance.now();
  child.kill("SIGTERM");
  const [code, err] = await Promise.all([child.exited, new Response(child.stderr).text()]);
  expect([code, performance.now() - begun < 1_500]).toEqual([0, true]);
  expect(err).not.toContain("\u001b");
});

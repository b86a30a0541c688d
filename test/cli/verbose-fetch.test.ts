import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { mcpProcess } from "../helpers/mcp-client.ts";
import { PROGRAM, sandbox } from "../local/sandbox.ts";

/** Bun's words for "print every request": the second as a command line. */
for (const value of ["1", "curl"]) {
  test(`with BUN_CONFIG_VERBOSE_FETCH=${value} no request is printed, and no key`, async () => {
    await using home = await sandbox({ BUN_CONFIG_VERBOSE_FETCH: value });
    const created = await home.run(["agent", "create", "CI", "--json"]);
    const { apiKey, baseUrl } = JSON.parse(created.out) as { apiKey: string; baseUrl: string };
    const remote = { HILOOP_API_KEY: apiKey, HILOOP_BASE_URL: baseUrl };
    const [local, selfHosted] = [await home.run(["status"]), await home.run(["status"], { env: remote })];
    const assistants: string[] = [];
    for (const flags of [[], ["--profile", "local", "--home", home.paths.home]]) {
      const command = [...PROGRAM, "mcp", ...flags];
      await using assistant = mcpProcess({ command, cwd: home.work, env: home.env });
      await assistant.initialize();
      expect(await assistant.call("create_session", { title: "Quiet" })).toHaveProperty("session_id");
      assistant.end();
      assistants.push(await assistant.stderr());
    }

    const log = readFileSync(home.paths.log, "utf8");
    for (const said of [created.err, local.err, selfHosted.err, ...assistants, log])
      expect(said).not.toMatch(/HTTP\/1\.1|curl|hl[pu]_/);
  });
}

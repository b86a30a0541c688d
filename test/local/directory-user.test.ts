import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mcpProcess } from "../helpers/mcp-client.ts";
import { canMount } from "./account.ts";
import { PROGRAM, type Sandbox, sandbox } from "./sandbox.ts";

/** hiloop on a computer whose users are known to a directory service alone, of which `getent` and `id` ask by this script. */
function withDirectory(home: Sandbox, script: string): string[] {
  const [users, asks] = [join(home.folder, "passwd"), join(home.folder, "asks")];
  writeFileSync(users, "nobody:x:65534:65534:nobody:/nonexistent:/bin/sh\n");
  writeFileSync(asks, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const mounts = `mount --bind '${users}' /etc/passwd && mount --bind '${asks}' /usr/bin/getent && mount --bind '${asks}' /usr/bin/id`;
  return ["unshare", "-rm", "sh", "-c", `${mounts} && exec "$@"`, "sh", ...PROGRAM];
}

test.skipIf(!canMount)(
  "the home of a directory's user, or of one without HOME, is the one that it says, asked once",
  async () => {
    await using home = await sandbox();
    const [account, asked] = [join(home.folder, "account"), join(home.folder, "asked")];
    mkdirSync(account);
    const program = withDirectory(home, `echo "$@" >>'${asked}'; echo 'ada:x:0:0:Ada:${account}:/bin/sh'`);

    for (const flags of [["--profile", "local"], []]) {
      const { out } = await home.run(["status", "--json", ...flags], {
        program,
        cwd: account,
        env: { HOME: "" },
      });
      expect(JSON.parse(out)).toMatchObject({ home: join(account, ".hiloop") });
      expect(readFileSync(asked, "utf8")).toBe("passwd 0\n");
      rmSync(asked);
    }
  },
);

test.skipIf(!canMount)("a directory service that never answers keeps nobody waiting for good", async () => {
  await using home = await sandbox();
  const program = withDirectory(home, "exec sleep infinity");

  await using profiled = mcpProcess({ command: [...program, "mcp", "--profile", "local"], env: home.env });
  await using named = mcpProcess({
    command: [...program, "mcp", "--profile", "local", "--home", home.paths.home],
    cwd: home.work,
    env: home.env,
  });
  await Promise.all([profiled.initialize(), named.initialize()]);
  expect((await profiled.call("list_sessions")).error).toContain(
    "This system knows no home folder of the user that hiloop runs as, or did not say it within 5 seconds. Name the folder for --profile local with --home.",
  );
  expect((await named.call("list_sessions")).sessions).toEqual([]);
});

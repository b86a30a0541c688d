import { expect, test } from "bun:test";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { mcpProcess } from "../helpers/mcp-client.ts";
import { BINARY, PROGRAM, type Sandbox, sandbox } from "../local/sandbox.ts";

/** Runs a program in a folder that is removed before it starts. */
function inDeletedFolder(home: Sandbox): string[] {
  const folder = join(home.folder, "gone");
  mkdirSync(folder);
  return ["sh", "-c", 'cd "$0" && rmdir "$0" && exec "$@"', folder, ...PROGRAM];
}

test("hiloop mcp answers initialize, and asks, in a folder that was deleted", async () => {
  await using home = await sandbox();
  const command = [...inDeletedFolder(home), "mcp"];
  await using mcp = mcpProcess({ command, env: home.env });
  const { result } = await mcp.initialize("Some client");
  expect(result.serverInfo.name).toBe("hiloop");
  const { session_id } = await mcp.call("create_session", { title: "Here" });
  const { error } = await mcp.call("upload_attachment", { session_id, path: "notes.txt" });
  expect(error).toContain("notes.txt lies outside the folders that hiloop may use; there are none here.");
  expect((await mcp.call("list_agents", {})).agents).toMatchObject([{ name: "Some client" }]);
});

test("hiloop mcp that cannot be used as configured answers initialize there too", async () => {
  await using home = await sandbox({ HILOOP_PORT: "none" });
  await using mcp = mcpProcess({ command: [...inDeletedFolder(home), "mcp"], env: home.env });
  expect((await mcp.initialize()).result.serverInfo.name).toBe("hiloop");
  expect((await mcp.call("list_sessions")).error).toContain("HILOOP_PORT must be");
});

test.each([".", "some/folder"])(
  "hiloop mcp with the relative HOME %p answers initialize there too",
  async (HOME) => {
    await using home = await sandbox({ HOME });
    await using mcp = mcpProcess({ command: [...inDeletedFolder(home), "mcp"], env: home.env });
    expect((await mcp.initialize()).result.serverInfo.name).toBe("hiloop");
    expect((await mcp.call("list_sessions")).error).toContain(
      `HOME must be an absolute path, not "${HOME}".`,
    );
  },
);

test.each(["agent list", "status", "setup cursor", "stop"])(
  "hiloop %s works in a folder that was deleted",
  async (command) => {
    await using home = await sandbox();
    const outcome = await home.run(command.split(" "), { program: inDeletedFolder(home) });
    expect(outcome).toMatchObject({ code: 0 });
  },
);

test.skipIf(!BINARY)("hiloop setup works there too where PATH finds this hiloop", async () => {
  await using home = await sandbox();
  const link = join(home.folder, "hiloop");
  symlinkSync(String(BINARY), link);
  const env = { PATH: `${home.folder}:/usr/bin:/bin` };
  const { out } = await home.run(["setup", "cursor"], { program: inDeletedFolder(home), env });
  expect(JSON.parse(out).mcpServers.hiloop.command).toBe(link);
});

test.each([
  ["backup", ["backup", "saved.tar"]],
  ["restore", ["restore", "saved.tar"]],
  ["serve", ["serve", "--port", "0", "--data", "data"]],
])("%s with a path that starts there is one sentence", async (_name, args) => {
  await using home = await sandbox();
  const { code, out, err } = await home.run(args, { program: inDeletedFolder(home) });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toBe(
    "hiloop: The folder that hiloop was started in is gone. Change to one that exists, or give whole paths.\n",
  );
});

import { expect, test } from "bun:test";
import { linkSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BINARY, emptyHome } from "../helpers/binary.ts";
import { mcpProcess } from "../helpers/mcp-client.ts";

test("an assistant whose project holds hiloop's own folder neither sends from it nor saves into it", async () => {
  await using home = await emptyHome();
  const work = realpathSync(home.work);
  const space = join(work, "space");
  const env = { ...home.env, HILOOP_ALLOWED_DIRS: work };
  await using mcp = mcpProcess({ command: [BINARY, "mcp", "--home", space], cwd: work, env });
  await mcp.initialize();
  const { session_id } = await mcp.call("create_session", { title: "Files" });
  writeFileSync(join(work, "mine.txt"), "mine");
  const mine = await mcp.call("upload_attachment", { session_id, path: "mine.txt" });
  symlinkSync(space, join(work, "folder"));
  linkSync(join(space, "secrets.json"), join(work, "copy.json"));

  for (const path of ["space/secrets.json", "space/data/hiloop.db", "folder/secrets.json", "copy.json"]) {
    const { error } = await mcp.call("upload_attachment", { session_id, path });
    expect(error).toContain(`${path} belongs to hiloop itself, whose files are never sent or written.`);
  }
  const before = readdirSync(space).sort();
  for (const directory of [space, "folder", "space/pins"]) {
    const { attachment_id } = mine;
    const { error } = await mcp.call("download_attachment", { session_id, attachment_id, directory });
    expect(error).toContain(`${directory} belongs to hiloop itself`);
  }
  expect(readdirSync(space).sort()).toEqual(before);
  await home.run(["stop", "--home", space]);
});

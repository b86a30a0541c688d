import { expect, test } from "bun:test";
import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Member } from "../../src/client/member.ts";
import { addApiKey } from "../../src/client/membership.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { createSpace } from "../../src/client/space.ts";
import { deriveIdentity } from "../../src/crypto/identity.ts";
import { formatSecret, newSecret } from "../../src/crypto/secret.ts";
import { newId } from "../../src/protocol/id.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import { serveData, setupToken } from "../backup/served-data.ts";
import { mcpProcess } from "../helpers/mcp-client.ts";
import { PROGRAM, type Sandbox, sandbox } from "../local/sandbox.ts";

/** A served space with one agent key, and its owner. */
async function teamSpace(home: Sandbox) {
  const data = join(home.folder, "team");
  let server = await serveData(home, data);
  const [device, key] = [newSecret("Device"), newSecret("ApiKey")];
  const connection = { baseUrl: server.url };
  await createSpace({
    connection,
    setupToken: await setupToken(data),
    spaceId: newId(),
    at: timestamp(),
    spaceSeed: crypto.getRandomValues(new Uint8Array(32)),
    owner: { secret: device, memberId: newId(), name: "Ada", label: "Test device" },
    apiKeys: [{ secret: key, memberId: newId(), name: "bot" }],
  });
  const env = { ...home.env, HILOOP_BASE_URL: server.url };
  return {
    owner: async () =>
      Member.connect({
        connection,
        identity: await deriveIdentity(device),
        trust: { secret: device },
        pins: memoryPins(),
      }),
    agent: async (apiKey = formatSecret(key)) => {
      const agent = mcpProcess({
        command: [...PROGRAM, "mcp"],
        cwd: home.work,
        env: { ...env, HILOOP_API_KEY: apiKey },
      });
      await agent.initialize();
      return agent;
    },
    backUp: () => home.run(["backup", "team.tar", "--data", data]),
    goBack: async () => {
      await server.stop();
      renameSync(data, `${data}.lost`);
      expect(await home.run(["restore", "team.tar", "--data", data])).toMatchObject({ code: 0 });
      server = await serveData(home, data, server.port);
    },
  };
}

test("after an older state was restored, a new agent process goes on with what there is", async () => {
  await using home = await sandbox();
  const team = await teamSpace(home);
  await using before = await team.agent();
  const { session_id } = await before.call("create_session", { title: "Deploy?" });
  await before.call("send_message", { session_id, content: "kept" });
  expect(await team.backUp()).toMatchObject({ code: 0 });
  const { cursor } = await before.call("send_message", { session_id, content: "lost" });
  await team.goBack();

  for (const [tool, more] of [
    ["get_timeline", {}],
    ["await_response", { timeout_seconds: 10 }],
  ] as const)
    expect((await before.call(tool, { session_id, ...more })).error).toMatch(
      /restored from an older backup: .* restart the MCP client/,
    );

  await using after = await team.agent();
  expect((await after.call("get_timeline", { session_id, after: cursor })).error).toMatch(
    /restored from a backup\. Call again with after=2, or without it/,
  );
  const { items } = await after.call("get_timeline", { session_id });
  expect(items.map(({ text }: { text: string }) => text)).toEqual(["Deploy?", "kept"]);
  expect(await after.call("send_message", { session_id, content: "again" })).toMatchObject({ cursor: 3 });
});

test("who saw members join after the backup refuses the older roster until its pin is moved away; their keys are gone", async () => {
  await using home = await sandbox();
  const team = await teamSpace(home);
  expect(await team.backUp()).toMatchObject({ code: 0 });
  const { apiKey } = await addApiKey(await team.owner(), { name: "later" });
  await using seen = await team.agent();
  expect(await seen.call("create_session", { title: "With the longer roster" })).toHaveProperty("session_id");
  await team.goBack();

  await using refusing = await team.agent();
  expect((await refusing.call("list_sessions")).error).toMatch(
    /^The roster of this space is shorter than the one known here\. .*or a backup was restored\./,
  );
  await using unknown = await team.agent(apiKey);
  expect((await unknown.call("list_sessions")).error).toMatch(
    /^The server does not accept this key or code\. .*: “This key is not known to this server\.”$/,
  );

  for (const name of readdirSync(home.paths.pins)) rmSync(join(home.paths.pins, name));
  await using trusting = await team.agent();
  expect(await trusting.call("create_session", { title: "From here on" })).toHaveProperty("session_id");
});

import { expect, test } from "bun:test";
import { join } from "../../src/client/join.ts";
import { inviteDevice } from "../../src/client/membership.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { parseSecret } from "../../src/crypto/secret.ts";
import { LocalSpace } from "../../src/local/local-space.ts";
import { sandbox } from "./sandbox.ts";

const OPENED = 60;

test("a browser that forgets whom it belongs to is signed in again however often it was", async () => {
  await using home = await sandbox();
  await home.run(["agent", "list"]);
  const owner = await new LocalSpace({ paths: home.paths, port: undefined }).owner();
  const connection = { baseUrl: `http://127.0.0.1:${home.server().port}` };
  for (let times = 0; times < OPENED; times++) {
    const secret = parseSecret((await inviteDevice(owner, { expiresInSeconds: 60 })).code);
    if (!secret) throw new Error("The invite holds no secret.");
    await join({ connection, secret, label: "Private window", pins: memoryPins() });
  }
  await owner.refreshRoster();
  const devices = [...owner.roster.members.values()].filter(
    ({ active, kind }) => active && kind === "Device",
  );
  expect(devices).toHaveLength(OPENED + 1);
}, 60_000);

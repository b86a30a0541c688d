import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Member } from "../src/client/member.ts";
import { invitePerson } from "../src/client/membership.ts";
import { memoryPins } from "../src/client/pins.ts";
import { respond, sendMessage } from "../src/client/send.ts";
import { createSession } from "../src/client/sessions.ts";
import { createSpace } from "../src/client/space.ts";
import { deriveIdentity } from "../src/crypto/identity.ts";
import { newSecret } from "../src/crypto/secret.ts";
import { newId } from "../src/protocol/id.ts";
import { timestamp } from "../src/protocol/primitives.ts";
import { startServer } from "../src/server/start-server.ts";
import { launchChromium } from "./browser/launch-chromium.ts";
import { SCENES } from "./screenshot-scenes.ts";

/** Takes the README's pictures of the inbox: `bun scripts/screenshot.ts [FOLDER]`, docs/images unless said. */
const folder = resolve(Bun.argv[2] ?? "docs/images");
const dataDir = await mkdtemp(join(tmpdir(), "hiloop-picture-"));
const server = await startServer({ dataDir, port: 0, version: "0.1.0" });
const connection = { baseUrl: server.url };
const [owner, apiKey] = [newSecret("Device"), newSecret("ApiKey")];
await createSpace({
  connection,
  setupToken: server.setupToken ?? "",
  spaceId: newId(),
  at: timestamp(),
  spaceSeed: crypto.getRandomValues(new Uint8Array(32)),
  owner: { secret: owner, memberId: newId(), name: "Ada", label: "Laptop" },
  apiKeys: [{ secret: apiKey, memberId: newId(), name: "Laptop" }],
});
const connect = async (secret: typeof owner, agentName: string) =>
  Member.connect({
    connection,
    identity: await deriveIdentity(secret),
    trust: { secret },
    pins: memoryPins(),
    agentName,
  });
const ada = await connect(owner, "");

for (const { agentName, title, messages, answer } of SCENES.toReversed()) {
  const log = await createSession(await connect(apiKey, agentName), { title });
  for (const message of messages) {
    const sent = await sendMessage(log, message);
    if (answer && sent.question)
      await respond(await ada.session(log.id), { questionId: sent.id, answer, via: "inbox" });
  }
}

const { url } = await invitePerson(ada, { name: "Grace", role: "Member" });
const browser = await launchChromium();
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 });
const page = await context.newPage();
await page.goto(url);
await page.getByRole("button", { name: /Open the inbox|Join/ }).click();
const [first] = SCENES;
if (!first) throw new Error("There is no scene.");
await page.getByText(first.title).first().waitFor();
for (const [name, width, height, colorScheme] of [
  ["inbox", 1280, 840, "light"],
  ["inbox-phone-dark", 390, 844, "dark"],
] as const) {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height });
  await page.goto(server.url);
  await page.getByText(first.title).first().click();
  await page.getByRole("button", { name: "Approve" }).waitFor();
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
await browser.close();
await server.stop();
await rm(dataDir, { recursive: true });

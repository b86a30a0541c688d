import { Member } from "../../src/client/member.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { deriveIdentity } from "../../src/crypto/identity.ts";
import { parseSecret } from "../../src/crypto/secret.ts";
import { runMcp } from "../../src/mcp/run-mcp.ts";

/** `hiloop mcp` without configuration and local server: acts with the key and server that a test names. */
const { TEST_BASE_URL: baseUrl = "", TEST_API_KEY: key = "", TEST_NO_MEMBER: noMember } = process.env;

const code = await runMcp({
  async connect(clientName) {
    const secret = parseSecret(key);
    if (!secret || noMember) throw new Error("the test connects to nothing");
    return Member.connect({
      connection: { baseUrl },
      identity: await deriveIdentity(secret),
      trust: { secret },
      pins: memoryPins(),
      agentName: clientName,
    });
  },
  config: { allowedDirs: [], cwd: process.cwd(), home: process.env.HOME ?? "/", ownFolders: [] },
  version: "0.0.0-test",
  progressIntervalMs: 200,
});
process.exit(code);

import { fileURLToPath } from "node:url";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { RootsListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";

const TIMEOUT_MS = 3_000;

/** The folders that the client has open, asked once and again when it says that they changed. */
export function clientRoots(server: Server): () => Promise<string[]> {
  let known: Promise<string[]> | undefined;
  server.setNotificationHandler(RootsListChangedNotificationSchema, () => {
    known = undefined;
  });
  return () => {
    known ??= askForRoots(server);
    return known;
  };
}

/** A client that does not answer has no roots; what it could have allowed stays forbidden. */
async function askForRoots(server: Server): Promise<string[]> {
  if (!server.getClientCapabilities()?.roots) return [];
  try {
    const { roots } = await server.listRoots(undefined, { timeout: TIMEOUT_MS });
    return roots.flatMap(({ uri }) => (URL.parse(uri)?.protocol === "file:" ? [fileURLToPath(uri)] : []));
  } catch {
    return [];
  }
}

import type { RunningServer, ServerOptions } from "../../src/server/server-options.ts";
import { startServer } from "../../src/server/start-server.ts";
import { tempDir } from "./temp-dir.ts";

export type TestServer = AsyncDisposable & {
  url: string;
  dataDir: string;
  setupToken: string;
  running: () => RunningServer;
  /** Stops it and starts it again on the same data and port. */
  restart: (options?: Partial<ServerOptions>) => Promise<void>;
};

/** A server without a space, on a free port and a private folder. */
export async function testServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const folder = await tempDir();
  const fixed = { dataDir: folder.path, version: "0.0.0-test", serveInbox: false, setupToken: "test-token" };
  let running = await startServer({ port: 0, ...fixed, ...options });
  const { port } = running;
  return {
    url: running.url,
    dataDir: folder.path,
    setupToken: fixed.setupToken,
    running: () => running,
    restart: async (other = {}) => {
      await running.stop();
      running = await startServer({ ...fixed, ...options, port, ...other });
    },
    [Symbol.asyncDispose]: async () => {
      await running.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

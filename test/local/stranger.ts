import { writeFileSync } from "node:fs";
import { join } from "node:path";

const KEY = `hlp_self_${"0".repeat(64)}`;

/** A server that nobody here knows, and how a repository names it. */
export type Stranger = Disposable & {
  url: string;
  requests: string[];
  env: Record<string, string>;
  /** Puts a `config.json` that names it into a folder. */
  plantIn(folder: string): void;
};

export function stranger(): Stranger {
  const requests: string[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      requests.push(new URL(request.url).pathname);
      return Response.json({});
    },
  });
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    requests,
    env: { HILOOP_API_KEY: KEY, HILOOP_BASE_URL: url },
    plantIn: (folder) =>
      writeFileSync(join(folder, "config.json"), JSON.stringify({ apiKey: KEY, baseUrl: url }), {
        mode: 0o600,
      }),
    [Symbol.dispose]: () => void server.stop(true),
  };
}

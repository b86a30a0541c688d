import { join } from "node:path";
import { BINARY, emptyHome, type Home } from "../../helpers/binary.ts";
import { freePort } from "../../helpers/free-port.ts";
import { until } from "../../helpers/until.ts";
import { type Authority, authority, keyPin } from "./certificates.ts";
import { PROXIES, type ProxyName } from "./proxies.ts";

/** `hiloop serve` behind a real proxy with TLS. */
export type Site = AsyncDisposable & {
  home: Home;
  url: string;
  setupLink: string;
  ca: Authority;
  /** What lets Chromium trust it. */
  browserFlags: string[];
};

export async function site(name: ProxyName): Promise<Site> {
  await using cleanup = new AsyncDisposableStack();
  const home = cleanup.use(await emptyHome());
  const ca = await authority(home.folder);
  const certificate = await ca.issue("localhost");
  const port = freePort();
  const url = `https://localhost:${port}`;
  const data = join(home.folder, "data");
  const server = run(home, [BINARY, "serve", "--port", "0", "--data", data, "--public-url", url]);
  cleanup.defer(() => ended(server));
  let said = "";
  const address = /listens on http:\/\/([^;]+);[\s\S]*setup-link/;
  for await (const chunk of server.stderr.pipeThrough(new TextDecoderStream())) {
    said += chunk;
    if (address.test(said)) break;
  }
  const target = said.match(address)?.[1] ?? "";
  const proxy = run(home, await PROXIES[name]({ folder: home.folder, port, target, certificate }));
  cleanup.defer(() => ended(proxy));
  const tls = { ca: await Bun.file(ca.file).text() };
  const health = () => fetch(`${url}/healthz`, { tls, keepalive: false }).catch(() => undefined);
  await until(async () => (await health())?.ok === true);
  const owned = cleanup.move();
  return {
    home,
    url,
    ca,
    setupLink: (await Bun.file(join(data, "setup-link")).text()).trim(),
    browserFlags: [`--ignore-certificate-errors-spki-list=${await keyPin(certificate)}`],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function run(home: Home, command: string[]) {
  const env = { ...home.env, PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin", XDG_DATA_HOME: home.folder };
  return Bun.spawn(command, { cwd: home.work, env, stdin: "ignore", stdout: "ignore", stderr: "pipe" });
}

async function ended(child: ReturnType<typeof run>): Promise<void> {
  child.kill("SIGTERM");
  await child.exited;
}

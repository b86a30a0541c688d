import { join } from "node:path";
import type { Certificate } from "./certificates.ts";
import { documentedBlock, substituted } from "./documented-block.ts";

/** Where a proxy listens, what it stands in front of, and a folder for its files. */
export type Place = { folder: string; port: number; target: string; certificate: Certificate };
export type ProxyName = "nginx" | "caddy";

/** The command that runs a proxy, in the foreground, by what docs/self-hosting.md says. */
export const PROXIES: Record<ProxyName, (place: Place) => Promise<string[]>> = { nginx, caddy };

async function nginx({ folder, port, target, certificate }: Place): Promise<string[]> {
  const site = substituted(await documentedBlock("nginx", "server {"), {
    "127.0.0.1:4450": target,
    "listen 443": `listen 127.0.0.1:${port}`,
    "hiloop.example.com": "localhost",
    "/etc/hiloop/fullchain.pem": certificate.cert,
    "/etc/hiloop/privkey.pem": certificate.key,
  });
  const limits = await documentedBlock("nginx", "worker_connections");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${join(folder, kind)};`)
    .join("\n");
  const user = process.getuid?.() === 0 ? "user root;" : "";
  const file = join(folder, "nginx.conf");
  await Bun.write(
    file,
    `daemon off;\npid ${join(folder, "nginx.pid")};\n${user}\n${limits}\nhttp {\naccess_log off;\n${temporary}\n${site}}\n`,
  );
  return ["nginx", "-p", folder, "-c", file, "-e", "stderr"];
}

async function caddy({ folder, port, target, certificate }: Place): Promise<string[]> {
  const tls = substituted(await documentedBlock("caddyfile", "tls "), {
    "/etc/hiloop/fullchain.pem": certificate.cert,
    "/etc/hiloop/privkey.pem": certificate.key,
  });
  const site = substituted(await documentedBlock("caddyfile", "reverse_proxy"), {
    "hiloop.example.com {\n": `localhost:${port} {\n${tls}`,
    "127.0.0.1:4450": target,
  });
  const file = join(folder, "Caddyfile");
  // What only a test needs: no port 80, no port for its administration.
  await Bun.write(file, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`);
  return ["caddy", "run", "--config", file, "--adapter", "caddyfile"];
}

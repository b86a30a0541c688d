import { HiloopError } from "../protocol/error.ts";

type Names = { port: number; publicUrl: string | undefined; allowedHosts: readonly string[] };

/** Which Host and Origin headers are this server's own: a page of another name must not reach it through a browser. */
export class AllowedHosts {
  readonly #hosts: Set<string>;
  readonly #origins: Set<string>;

  constructor({ port, publicUrl, allowedHosts }: Names) {
    const loopback = ["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}:${port}`);
    const outside = publicUrl ? [new URL(publicUrl).host] : [];
    this.#hosts = new Set([...loopback, ...outside, ...allowedHosts].map((host) => host.toLowerCase()));
    this.#origins = new Set([
      ...loopback.map((host) => `http://${host}`),
      ...(publicUrl ? [new URL(publicUrl).origin] : []),
      ...allowedHosts.flatMap((host) => [`https://${host}`, `http://${host}`]),
    ]);
  }

  check(request: Request): void {
    const host = request.headers.get("host")?.toLowerCase() ?? "";
    if (!this.#hosts.has(host)) {
      throw new HiloopError("misdirected", "This server does not go by the name in the Host header.", {
        advice: "Use its own address, or start it with --public-url for this name.",
      });
    }
    const origin = request.headers.get("origin");
    const writes = request.method !== "GET" && request.method !== "HEAD";
    if (writes && origin !== null && !this.#origins.has(origin))
      throw new HiloopError("forbidden", "A page of another origin may not write to this server.", {
        advice: "Open the inbox at this server's own address.",
      });
  }
}

import { isIP } from "node:net";
import type { Server } from "bun";

const LOOPBACK = ["127.0.0.1", "::1", "::ffff:127.0.0.1"];

/** What the network knows of one request. */
export class Connection {
  readonly #server: Server<undefined>;
  readonly #request: Request;
  readonly #isBehindProxy: boolean;

  constructor(server: Server<undefined>, request: Request, isBehindProxy: boolean) {
    this.#server = server;
    this.#request = request;
    this.#isBehindProxy = isBehindProxy;
  }

  /**
   * The remote address; asking for it costs, and is rarely needed. A proxy on this computer says whom it speaks for: the
   * last entry is the one that it added itself, the others are whatever the client wrote.
   */
  get address(): string {
    const address = this.#server.requestIP(this.#request)?.address ?? "";
    if (!this.#isBehindProxy || !LOOPBACK.includes(address)) return address;
    const last = this.#request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
    return isIP(last) ? last : address;
  }

  /** Lets the request outlive the server's idle timeout. */
  keepOpen(): void {
    this.#server.timeout(this.#request, 0);
  }
}

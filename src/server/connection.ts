import type { Server } from "bun";

/** What the network knows of one request. */
export class Connection {
  readonly #server: Server<undefined>;
  readonly #request: Request;

  constructor(server: Server<undefined>, request: Request) {
    this.#server = server;
    this.#request = request;
  }

  /** The remote address; asking for it costs, and is rarely needed. */
  get address(): string {
    return this.#server.requestIP(this.#request)?.address ?? "";
  }

  /** Lets the request outlive the server's idle timeout. */
  keepOpen(): void {
    this.#server.timeout(this.#request, 0);
  }
}

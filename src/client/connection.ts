/** Where a member's server is and how to reach it. */
export type Connection = {
  /** `https://…`, or `http://` on loopback; no trailing slash. */
  baseUrl: string;
  /** The key of the hosted service, which documents that it travels as it is in `X-API-Key`. Never set for a self-hosted server. */
  hostedKey?: string;
  /** Where people reach this server, if not at `baseUrl`: an address that the user set. */
  publicUrl?: string;
  /** A domain whose own servers may say where people reach them: that of the hosted service. */
  publicDomain?: string;
  /** Another network, for tests that cheat or fail. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Local mode: the server is gone; start it again and give its base URL. */
  recover?: (signal?: AbortSignal) => Promise<string>;
};

/** A wait of some milliseconds that an abort ends early. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
    if (signal?.aborted) done();
  });
}

import { isLoopback } from "../config/address.ts";
import { HiloopError } from "../protocol/error.ts";
import { quoted } from "./quoted.ts";

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * A GET that follows redirects, as GitHub redirects every download to another host: to https alone, and from this
 * computer to this computer. Nothing is sent along that names anybody. The bytes are as they were sent: a mirror may call
 * a `.tar.gz` gzip-encoded, and it is signed as it lies there.
 */
export async function openAddress(
  address: string,
  options: { headers: Record<string, string>; signal: AbortSignal },
): Promise<Response> {
  const first = new URL(address);
  let url = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await fetch(url, {
      signal: options.signal,
      headers: { ...options.headers, "accept-encoding": "identity" },
      decompress: false,
      redirect: "manual",
      keepalive: false,
    });
    const location = response.headers.get("location");
    if (!REDIRECTS.includes(response.status) || location === null) return accepted(response, address);
    await response.body?.cancel();
    url = next(first, url, location);
  }
  throw new HiloopError("unavailable", `${address} redirects without end; nothing was changed.`, {
    advice: "Try again later.",
  });
}

function next(first: URL, current: URL, location: string): URL {
  const url = URL.canParse(location, current) ? new URL(location, current) : undefined;
  const staysHere = isLoopback(first) && url?.protocol === "http:" && isLoopback(url);
  if (url && (url.protocol === "https:" || staysHere) && !url.username && !url.password) return url;
  throw new HiloopError(
    "unavailable",
    `${first} redirects to ${quoted(location)}, and only https is followed; nothing was changed.`,
    { advice: "Try again from another network." },
  );
}

function accepted(response: Response, address: string): Response {
  if (response.ok) return response;
  if (response.status === 404) {
    throw new HiloopError("not_found", `${address} is not there; nothing was changed.`, {
      advice: "Check the version and HILOOP_DOWNLOAD_BASE.",
    });
  }
  throw new HiloopError(
    "unavailable",
    `${address} was answered with HTTP ${response.status}; nothing was changed.`,
    { advice: "Try again later." },
  );
}

import { concat } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { VERSION } from "../version.ts";
import { openAddress } from "./open-address.ts";

export type DownloadOptions = {
  mostBytes: number;
  /** The longest silence that is taken for a slow network and not for a dead one. */
  silenceMs?: number;
  totalMs?: number;
  signal?: AbortSignal;
  /** Told how many bytes have come, and of how many if the server says. */
  onProgress?: (received: number, total: number | undefined) => void;
};

const SILENCE_MS = 30_000;
const TOTAL_MS = 30 * 60 * 1000;

/** Fetches a file of a release, no longer and no bigger than was allowed. Throws `not_found` or `unavailable`. */
export async function download(address: string, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { mostBytes, silenceMs = SILENCE_MS, totalMs = TOTAL_MS, signal } = options;
  const impatience = new AbortController();
  const total = setTimeout(() => impatience.abort(), totalMs);
  let silence = setTimeout(() => impatience.abort(), silenceMs);
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => impatience.abort(), silenceMs);
  };
  try {
    const headers = { "user-agent": `hiloop/${VERSION}` };
    const end = AbortSignal.any([impatience.signal, ...(signal ? [signal] : [])]);
    const response = await openAddress(address, { headers, signal: end });
    const length = Number(response.headers.get("content-length") ?? Number.NaN);
    const expected = Number.isSafeInteger(length) ? length : undefined;
    if ((expected ?? 0) > mostBytes) throw tooLong(address, mostBytes);
    const chunks: Uint8Array[] = [];
    let received = 0;
    for await (const chunk of response.body ?? []) {
      heard();
      received += chunk.length;
      if (received > mostBytes) throw tooLong(address, mostBytes);
      chunks.push(chunk);
      options.onProgress?.(received, expected);
    }
    return concat(...chunks);
  } catch (cause) {
    throw failure(cause, address, {
      isStopped: signal?.aborted === true,
      isSilent: impatience.signal.aborted,
    });
  } finally {
    clearTimeout(total);
    clearTimeout(silence);
  }
}

function failure(
  cause: unknown,
  address: string,
  end: { isStopped: boolean; isSilent: boolean },
): HiloopError {
  if (end.isStopped)
    return new HiloopError("cancelled", "The download was interrupted; nothing was changed.");
  if (cause instanceof HiloopError) return cause;
  const problem = end.isSilent ? "took too long" : "failed";
  return new HiloopError("unavailable", `The download of ${address} ${problem}; nothing was changed.`, {
    advice: "Check the connection, then try again.",
    cause,
  });
}

function tooLong(address: string, mostBytes: number): HiloopError {
  return new HiloopError(
    "too_large",
    `${address} is longer than the ${mostBytes} bytes that it may have; nothing was changed.`,
    { advice: "Try again later, without a mirror; if it stays, report it." },
  );
}

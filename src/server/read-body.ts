import type * as v from "valibot";
import { concat } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { parseInput } from "../protocol/parse.ts";

export type Body<Value> = { value: Value; hash: string };

/** Reads a JSON body of at most `maxBytes` and checks it; `hash` is SHA-256 of the very bytes that came. */
export async function readBody<Schema extends v.GenericSchema>(
  request: Request,
  schema: Schema,
  options: { what: string; maxBytes: number },
): Promise<Body<v.InferOutput<Schema>>> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > options.maxBytes) throw tooLarge(options);
  const bytes = declared > 0 ? new Uint8Array(await request.arrayBuffer()) : await readUpTo(request, options);
  if (bytes.length > options.maxBytes) throw tooLarge(options);
  const value = parseInput(schema, parseJson(bytes, options.what), options.what);
  return { value, hash: sha256Text(bytes) };
}

/** A body that does not say how long it is: nothing is kept of one that is too long. */
async function readUpTo(request: Request, options: { what: string; maxBytes: number }): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > options.maxBytes) throw tooLarge(options);
    chunks.push(chunk);
  }
  return concat(...chunks);
}

function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new HiloopError("invalid_input", `The ${what} is not JSON.`, { cause });
  }
}

function sha256Text(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("base64url");
}

function tooLarge(options: { what: string; maxBytes: number }): HiloopError {
  return new HiloopError("too_large", `The ${options.what} is larger than ${options.maxBytes} bytes.`, {
    advice: "Send long content as an attachment.",
  });
}

import { SECRET_KINDS, type SecretKind } from "../protocol/auth-header.ts";
import { type Bytes, fromHex, toHex } from "../protocol/bytes.ts";

/** 32 random bytes that everything of one API key, device or guest is derived from. Never sent. */
export type Secret = { kind: SecretKind; bytes: Bytes };

/** A new secret from the system's random source. */
export function newSecret(kind: SecretKind): Secret {
  return { kind, bytes: crypto.getRandomValues(new Uint8Array(32)) };
}

/** The text form people copy: `hlp_self_`, `hlu_` or `hlg_`, then 64 hex digits. */
export function formatSecret(secret: Secret): string {
  return `${SECRET_KINDS[secret.kind].secretPrefix}${toHex(secret.bytes)}`;
}

/** Reads a text form; undefined when it is none. */
export function parseSecret(text: string): Secret | undefined {
  for (const kind of ["ApiKey", "Device", "Guest"] as const) {
    const { secretPrefix } = SECRET_KINDS[kind];
    const bytes = text.startsWith(secretPrefix) ? fromHex(text.slice(secretPrefix.length)) : undefined;
    if (bytes?.length === 32) return { kind, bytes };
  }
  return undefined;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes that own their buffer: what WebCrypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** UTF-8 of a string. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** The string that UTF-8 bytes hold; throws TypeError when they are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** All parts, one after the other. */
export function concat(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Unpadded base64url (RFC 4648 section 5), the one binary encoding on the wire. */
export function toBase64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Bytes of canonical unpadded base64url; undefined when it is anything else, stray last bits included. */
export function fromBase64Url(text: string): Bytes | undefined {
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    return toBase64Url(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** Lowercase hexadecimal, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  return bytes.toHex();
}

/** Bytes of lowercase hexadecimal; undefined when it is anything else. */
export function fromHex(text: string): Bytes | undefined {
  return /^(?:[0-9a-f]{2})*$/.test(text) ? Uint8Array.fromHex(text) : undefined;
}

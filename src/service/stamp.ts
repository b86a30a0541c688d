const WRITTEN_BY = "Written by hiloop, which replaces it as long as nobody has changed it. SHA-256:";
const STAMP = new RegExp(`^(.*\\n)[^\\n]*${WRITTEN_BY} ([0-9a-f]{64})[^\\n]*\\n$`, "s");

/** A text with a last line, a comment of its format, by which hiloop knows its own work again. */
export function stamped(text: string, comment: (line: string) => string): string {
  return `${text}${comment(`${WRITTEN_BY} ${sha256(text)}`)}\n`;
}

/** Whether hiloop wrote this text, some version of it, and nobody has changed it since. */
export function isStamped(text: string): boolean {
  const [, body, sum] = text.match(STAMP) ?? [];
  return body !== undefined && sha256(body) === sum;
}

function sha256(text: string): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}

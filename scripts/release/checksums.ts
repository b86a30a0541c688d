export const CHECKSUM_FILE = "SHA256SUMS";

/** The text of SHA256SUMS: as `sha256sum` writes and checks it, sorted by name. */
export function checksums(files: readonly { name: string; sha256: string }[]): string {
  return [...files]
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map((file) => `${file.sha256}  ${file.name}\n`)
    .join("");
}

/** As 64 hexadecimal digits. */
export function sha256(content: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(content).digest("hex");
}

const UNITS = ["B", "KB", "MB", "GB"] as const;

/** Bytes in the unit people read: `3.4 MB`. */
export function fileSize(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0);
  const amount = bytes / 1000 ** power;
  return `${amount.toFixed(power === 0 || amount >= 100 ? 0 : 1)} ${UNITS[power]}`;
}

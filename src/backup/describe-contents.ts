import type { Contents } from "./check-backup.ts";

const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** `12 sessions, 3 attachments, 4.1 MB, made by hiloop 0.1.0 at 2026-11-22T09:30:00.000Z`. */
export function describeContents({ sessions, attachments, bytes, manifest }: Contents): string {
  const lost = manifest.missing.length;
  const parts = [
    counted(sessions, "session"),
    counted(attachments, "attachment"),
    ...(lost > 0 ? [`without ${counted(lost, "attachment")} whose bytes were lost`] : []),
    size(bytes),
  ];
  return `${parts.join(", ")}, made by hiloop ${manifest.version} at ${manifest.at}`;
}

/** The same for programs. */
export function contentsFacts({ manifest, ...found }: Contents) {
  return { ...manifest, ...found };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function size(bytes: number): string {
  const unit = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  return `${(bytes / 1000 ** unit).toFixed(unit === 0 ? 0 : 1)} ${UNITS[unit]}`;
}

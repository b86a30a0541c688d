import { signal } from "@preact/signals";

const MINUTE_MS = 60_000;
const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, MINUTE_MS / 2);

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "narrow" });
const ahead = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

/** Whether a time is over by this computer's clock. Whoever asks while rendering renders again when it comes to be. */
export function isOverNow(at: string): boolean {
  return Math.max(now.value, Date.now()) > new Date(at).getTime();
}

/** How long ago, in the fewest characters: `now`, `5 min ago`, `14:03`, `3 Nov`. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={full.format(new Date(at))}>
      {short(new Date(at), now.value)}
    </time>
  );
}

/** How long until then: `in 5 min`, `in 2 days`. */
export function Until({ at }: { at: string }) {
  return (
    <time dateTime={at} title={full.format(new Date(at))}>
      {timeLeft(new Date(at).getTime() - now.value)}
    </time>
  );
}

/** How long that is: `2 minutes`, `3 hours`. */
export function durationText(milliseconds: number): string {
  const [count, unit] = inLargestUnit(milliseconds);
  return new Intl.NumberFormat(undefined, { style: "unit", unit, unitDisplay: "long" }).format(count);
}

/** Day and minute, as short as they go: `23 Nov, 15:56`. */
export function dayAndTime(at: string): string {
  return moment.format(new Date(at));
}

/** The whole date and time. */
export function longTime(at: string): string {
  return full.format(new Date(at));
}

function short(date: Date, current: number): string {
  const minutes = Math.floor((current - date.getTime()) / MINUTE_MS);
  if (minutes < 1) return "now";
  if (minutes < 60) return relative.format(-minutes, "minute");
  if (new Date(current).toDateString() === date.toDateString()) return clock.format(date);
  return new Date(current).getFullYear() === date.getFullYear() ? day.format(date) : dayOfYear.format(date);
}

function timeLeft(milliseconds: number): string {
  return ahead.format(...inLargestUnit(milliseconds));
}

function inLargestUnit(milliseconds: number): [count: number, unit: "minute" | "hour" | "day"] {
  const minutes = Math.max(0, Math.round(milliseconds / MINUTE_MS));
  if (minutes < 90) return [minutes, "minute"];
  const hours = Math.round(minutes / 60);
  return hours < 36 ? [hours, "hour"] : [Math.round(hours / 24), "day"];
}

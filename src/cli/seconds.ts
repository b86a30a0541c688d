import { HiloopError } from "../protocol/error.ts";

const LONGEST = 90 * 24 * 60 * 60;

/** A duration from a flag: whole seconds, or with a unit (`90s`, `10m`, `2h`, `1d`). */
export function seconds(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, digits = "", unit = "s"] = text.match(/^(\d{1,8})([smhd]?)$/) ?? [];
  const factor = { s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 1;
  const value = digits ? Number(digits) * factor : Number.NaN;
  if (value >= 1 && value <= LONGEST) return value;
  throw new HiloopError(
    "invalid_input",
    `${flag} must be a number of seconds from 1 to ${LONGEST}, not "${text}".`,
    {
      advice: `For example ${flag} 600, or ${flag} 10m.`,
    },
  );
}

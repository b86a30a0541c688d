import { HiloopError } from "../protocol/error.ts";

type Link = { revokedAt: string | null; expiresAt: string };

/** Why a guest link works no more at `now`, if it does not; `makerStands` is whether its maker is still in the space. */
export function lostLink(link: Link | undefined, now: string, makerStands: boolean): HiloopError | undefined {
  if (!link || link.revokedAt !== null) return ended("was withdrawn");
  if (link.expiresAt <= now) return ended(`expired at ${link.expiresAt}`);
  if (makerStands) return undefined;
  return new HiloopError("gone", "Whoever made this guest link was removed from the space.", {
    advice: ADVICE,
  });
}

export function removedKey(): HiloopError {
  return new HiloopError("unauthorized", "This key was removed from its space.", {
    advice: "Have a new one made in the inbox.",
  });
}

const ADVICE = "Ask whoever sent the link for a new one.";

function ended(how: string): HiloopError {
  return new HiloopError("gone", `This guest link ${how}.`, { advice: ADVICE });
}

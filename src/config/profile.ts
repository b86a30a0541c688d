import { HiloopError } from "../protocol/error.ts";

export const LOCAL_PROFILE = "local";

/**
 * The profile that `--profile` names. With one, the space is the profile's and the home the account's: nothing that a cloned
 * repository may have put into the environment chooses who approves.
 */
export function checkedProfile(given: string | undefined, baseUrl: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (given !== LOCAL_PROFILE) {
    throw new HiloopError("configuration", `There is no profile ${JSON.stringify(given.slice(0, 60))}.`, {
      advice: `Use --profile ${LOCAL_PROFILE}, the space on this computer, or leave --profile out.`,
    });
  }
  if (baseUrl === undefined) return given;
  throw new HiloopError("configuration", "--base-url and --profile exclude each other.", {
    advice: "The server is the profile's; leave one of them out.",
  });
}

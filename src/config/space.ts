import { HiloopError } from "../protocol/error.ts";
import { checkedAddress } from "./address.ts";
import { invalidSetting, type Sourced } from "./settings.ts";

/** Which space is meant: one on this computer, somebody's own server, or the hosted service. */
export type Space =
  | { mode: "local" }
  | { mode: "self-hosted"; baseUrl: string; apiKey: string }
  | { mode: "hosted"; baseUrl: string; apiKey: string };

export const HOSTED_DOMAIN = "hi-loop.com";
export const HOSTED_BASE_URL = `https://api.${HOSTED_DOMAIN}`;

/** Half a configuration is an error that says which half is missing. */
export function resolveSpace(apiKey: Sourced | undefined, baseUrl: Sourced | undefined): Space {
  const address = baseUrl && checkedAddress(baseUrl).replace(/\/v1$/, "");
  if (!apiKey) {
    if (!address) return { mode: "local" };
    throw new HiloopError("configuration", `${baseUrl?.source} is set, but HILOOP_API_KEY is not.`, {
      advice:
        "Set HILOOP_API_KEY to a key from the Agents page of that server, or remove the address to use the space on this computer.",
    });
  }
  checkKey(apiKey);
  if (!apiKey.text.startsWith("hlp_self_")) {
    return { mode: "hosted", apiKey: apiKey.text, baseUrl: address ?? HOSTED_BASE_URL };
  }
  if (address) return { mode: "self-hosted", apiKey: apiKey.text, baseUrl: address };
  throw new HiloopError(
    "configuration",
    `${apiKey.source} is the key of a self-hosted server, but HILOOP_BASE_URL is not set.`,
    { advice: "Set HILOOP_BASE_URL to the address of that server." },
  );
}

const OTHER_SECRETS: [prefix: string, what: string][] = [
  ["hlu_", "a person's device or invitation"],
  ["hlg_", "a guest link"],
  ["hlp_prov_", "a provisioning key"],
  ["hlp_auth_", "an authentication key, which is derived"],
];

function checkKey({ text, source }: Sourced): void {
  const other = OTHER_SECRETS.find(([prefix]) => text.startsWith(prefix));
  const advice =
    "Use an API key: hlp_self_ and 64 hexadecimal digits of your own server, or the hosted service's hlp_ key.";
  if (other) throw invalidSetting(source, `is ${other[1]}, not an API key`, advice);
  const known = text.startsWith("hlp_self_") ? /^hlp_self_[0-9a-f]{64}$/ : /^hlp_[A-Za-z0-9_-]{16,200}$/;
  if (!known.test(text)) throw invalidSetting(source, "is not an API key", advice);
}

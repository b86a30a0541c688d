import { invalidSetting, quoted, type Sourced } from "./settings.ts";

const LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"];

/** An address of https, or of http on this computer, without a slash at its end. Throws `configuration`. */
export function checkedAddress({ text, source }: Sourced): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol)) {
    throw invalidSetting(source, `must be an address like https://hiloop.example.com, not ${quoted(text)}`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw invalidSetting(source, "must be a plain address, without a name, password, query or fragment");
  }
  if (url.protocol === "http:" && !isLoopback(url)) {
    throw invalidSetting(
      source,
      "is plain http, which is accepted for this computer only",
      "Use https, or an address on 127.0.0.1.",
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

export function isLoopback(url: URL): boolean {
  return LOOPBACK_HOSTS.includes(url.hostname);
}

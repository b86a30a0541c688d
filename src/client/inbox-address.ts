import type { Connection } from "./connection.ts";
import type { Party } from "./party.ts";

/**
 * Where links lead. A link may carry a secret, which whoever serves its page can read: so its host is one that the user
 * configured. What a server calls itself is unsigned and counts only inside the hosted service's own domain.
 */
export function inboxAddress(
  { publicUrl, publicDomain }: Connection,
  baseUrl: string,
  claimed: string,
): string {
  if (publicUrl !== undefined) return publicUrl;
  const address = plainAddress(claimed);
  return address && publicDomain !== undefined && isWithin(publicDomain, address) ? address.href : baseUrl;
}

/** Whether the server calls itself by another address than links lead to. */
export function callsItselfOtherwise(member: Party): boolean {
  return plainAddress(member.me.publicUrl)?.origin !== new URL(member.inboxAddress).origin;
}

function plainAddress(text: string): { href: string; origin: string; hostname: string } | undefined {
  if (text.length > 500 || !URL.canParse(text)) return undefined;
  const { protocol, origin, pathname, hostname } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:") return undefined;
  return { href: origin + pathname.replace(/\/+$/, ""), origin, hostname };
}

function isWithin(domain: string, { origin, hostname }: { origin: string; hostname: string }): boolean {
  return origin.startsWith("https:") && (hostname === domain || hostname.endsWith(`.${domain}`));
}

import { toBase64Url, utf8 } from "./bytes.ts";
import { HiloopError } from "./error.ts";
import { type ReadableItem, sealedFields } from "./item.ts";

/** Who may answer, as the header says it; a word that is not known here stands there as it is. */
const ASKS = new Map([
  ["Anyone", "yes"],
  ["People", "people"],
]);
const VALUE = /^[A-Za-z0-9_.:, -]*$/;

/**
 * The canonical header of an item (docs/protocol.md, "Items"): UTF-8 text, these lines in this order,
 * `name SP value LF`. It is authenticated with every field and covered by the signature.
 * Throws `tampered` when a value holds a character that no canonical header can.
 */
export function itemHeader(item: Omit<ReadableItem, "signature">): string {
  const fields = sealedFields(item).map(([name]) => name);
  return canonicalText("hiloop/v1/item", [
    ["space", item.spaceId],
    ["session", item.sessionId],
    ["kind", item.kind],
    ["item", item.id],
    ["from", item.senderKeyId],
    ["as", toBase64Url(utf8(item.senderAgentName))],
    ["key", item.keyId],
    ["roster", `${item.rosterNumber} ${item.rosterHash}`],
    ["seen", item.seenDigest ? `${item.seenSeq} ${item.seenDigest}` : `${item.seenSeq}`],
    ["at", item.at],
    ["about", item.about ? `${item.about.id} ${item.about.digest}` : ""],
    ["asks", item.responseRequired ? (ASKS.get(item.participants) ?? item.participants) : ""],
    ["until", item.until ?? ""],
    ["priority", item.priority],
    ["fields", fields.join(",")],
  ]);
}

/** A first line, then `name SP value LF` lines; refuses a value outside the canonical alphabet. */
export function canonicalText(first: string, lines: [name: string, value: string][]): string {
  let text = `${first}\n`;
  for (const [name, value] of lines) {
    if (!VALUE.test(value))
      throw new HiloopError("tampered", `The ${name} of a header holds a character that it cannot hold.`);
    text += `${name} ${value}\n`;
  }
  return text;
}

import * as v from "valibot";
import { toBase64Url, utf8 } from "./bytes.ts";
import { canonicalText } from "./item-header.ts";
import { Bytes32Schema, CountSchema, IdSchema, SignatureSchema, TimeSchema } from "./primitives.ts";

export const MEMBER_KINDS = ["Device", "Invite", "ApiKey"] as const;
export const ROLES = ["Owner", "Member", "Agent"] as const;

const Empty = v.literal("");

/**
 * One signed entry of a space's roster, the hash-chained list of who belongs to it.
 * `add` brings in the identity of a device, an invite or an API key; `remove` takes one identity out
 * (or with empty keys every identity of the member); `epoch` announces a new public space key in `hpke`.
 * Lines that an operation does not use are empty strings (numbers: 0).
 */
export const RosterEntrySchema = v.strictObject({
  spaceId: IdSchema,
  n: CountSchema,
  prev: v.pipe(v.union([Bytes32Schema, Empty]), v.description("Hash of entry n - 1; empty for entry 0")),
  op: v.picklist(["add", "remove", "epoch"]),
  memberId: v.pipe(v.union([IdSchema, Empty]), v.description("The person or API key it belongs to")),
  kind: v.union([v.picklist(MEMBER_KINDS), Empty]),
  role: v.union([v.picklist(ROLES), Empty]),
  name: v.pipe(
    v.string(),
    v.maxLength(240),
    v.description("Name of the member; of a device, its label on a second line"),
  ),
  sign: v.union([Bytes32Schema, Empty]),
  hpke: v.union([Bytes32Schema, Empty]),
  epoch: CountSchema,
  until: v.pipe(
    v.union([TimeSchema, Empty]),
    v.description("Of an invite: after it its signature counts for nothing"),
  ),
  at: TimeSchema,
  by: v.pipe(Bytes32Schema, v.description("Identity of the signer")),
  signature: SignatureSchema,
});
export type RosterEntry = v.InferOutput<typeof RosterEntrySchema>;

/** The canonical text of a roster entry: what is signed, and what the entry's hash is SHA-256 of. */
export function rosterEntryText(entry: Omit<RosterEntry, "signature">): string {
  return canonicalText("hiloop/v1/roster", [
    ["space", entry.spaceId],
    ["n", `${entry.n}`],
    ["prev", entry.prev],
    ["op", entry.op],
    ["member", entry.memberId],
    ["kind", entry.kind],
    ["role", entry.role],
    ["name", toBase64Url(utf8(entry.name))],
    ["sign", entry.sign],
    ["hpke", entry.hpke],
    ["epoch", `${entry.epoch}`],
    ["until", entry.until],
    ["at", entry.at],
    ["by", entry.by],
  ]);
}

import { equalBytes } from "../../crypto/hash.ts";
import { emptyRoster, rosterRoot } from "../../crypto/roster.ts";
import { utf8 } from "../../protocol/bytes.ts";
import { HiloopError } from "../../protocol/error.ts";
import { SETUP_DIGEST_HEADER, SetupSchema } from "../../protocol/membership.ts";
import { checkRosterChange } from "../check-roster-change.ts";
import type { ServerContext } from "../context.ts";
import type { OpenHandler } from "../exchange.ts";
import { readBody } from "../read-body.ts";
import { json } from "../responses.ts";

/** Anybody can send one. It holds an owner, an epoch and an API key: a few KiB. */
const MAX_BYTES = 256 * 1024;

export const setUp: OpenHandler = async ({ context, request }) => {
  const { space } = context;
  // Anybody may send any number of these: they are told by their head alone.
  if (space.isSetUp) return repeated(context, request.headers.get(SETUP_DIGEST_HEADER));
  const { value: setup, hash } = await readBody(request, SetupSchema, { what: "setup", maxBytes: MAX_BYTES });
  return space.inTurn(async () => {
    if (space.isSetUp) return repeated(context, hash);
    if (!context.setupToken || !equalBytes(utf8(context.setupToken), utf8(setup.token))) throw wrongToken();
    const before = emptyRoster(setup.spaceId);
    const owner = setup.change.entries[0]?.by ?? "";
    const roster = await checkRosterChange(before, setup.change, {
      keyId: owner,
      now: context.now(),
      mostKeys: context.limits.keysPerMember,
    });
    await space.setUp({ spaceId: setup.spaceId, setupHash: hash, at: context.now() }, setup.change, roster);
    context.onSetUp?.();
    return json({ spaceId: setup.spaceId, root: rosterRoot(roster) }, 201);
  });
};

/** The hash covers the token too, so only the very request that set it up is a repeat. */
function repeated({ space }: ServerContext, hash: string | null): Response {
  if (hash !== null && equalBytes(utf8(space.setupHash), utf8(hash)))
    return json({ spaceId: space.roster.spaceId, root: space.root }, 201);
  throw new HiloopError("conflict", "This server already has a space.", {
    advice: "Ask one of its owners for an invitation.",
  });
}

function wrongToken(): HiloopError {
  return new HiloopError("unauthorized", "This setup token is not the one that the server printed.", {
    advice: "Use the link that the server printed when it started.",
  });
}

import * as v from "valibot";
import { addApiKey } from "../../client/membership.ts";
import { parseInput } from "../../protocol/parse.ts";
import { NameSchema } from "../../protocol/primitives.ts";
import { defineCommand } from "../command.ts";
import { SPACE_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import { SpaceAccess } from "../space-access.ts";

export const command = defineCommand({
  positionals: [{ name: "name", description: "a name for the key, such as what will use it" }],
  flags: { json: { type: "boolean", description: "Print JSON" }, ...SPACE_FLAGS },
  run: async (flags, [given], { print }) => {
    const { name } = parseInput(v.object({ name: NameSchema }), { name: given }, "API key");
    const owner = await new SpaceAccess(configFrom(flags)).owner("An API key cannot be created");
    const { memberId, apiKey } = await addApiKey(owner, { name });
    const baseUrl = owner.inboxAddress;
    if (flags.json) print.json({ id: memberId, name, apiKey, baseUrl });
    else print.line(apiKey);
    print.note(
      `This key is shown once. Whoever uses it sets HILOOP_API_KEY to it and HILOOP_BASE_URL to ${baseUrl}.`,
    );
    return 0;
  },
});

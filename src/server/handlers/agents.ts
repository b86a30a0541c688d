import type { MemberHandler } from "../exchange.ts";
import { json } from "../responses.ts";

export const listAgents: MemberHandler = async (exchange) => {
  const limit = exchange.number("limit", { least: 1, most: 500, otherwise: 100 });
  const cursor = exchange.query("cursor");
  const page = { limit, ...(cursor === undefined ? {} : { cursor }) };
  return json(await exchange.context.store.agents.list(page));
};

import { expect, test } from "bun:test";
import { ROUTES } from "../../src/server/routes.ts";

/**
 * Who may call what, written down a second time: the authorisation matrix takes the callers from the route table, so a
 * caller too many in the table would be let in by both.
 */
const CALLERS: Record<string, string> = {
  "GET /healthz": "Anyone",
  "POST /v1/setup": "Anyone",
  "GET /me": "Agent Guest Human Invite",
  "GET /roster": "Agent Guest Human Invite",
  "POST /roster": "Human Invite",
  "GET /agents": "Agent Human",
  "GET /feed": "Human",
  "GET /events": "Guest Human",
  "POST /sessions": "Agent",
  "GET /sessions": "Agent Human",
  "GET /sessions/:session": "Agent Guest Human",
  "GET /sessions/:session/timeline": "Agent Guest Human",
  "POST /sessions/:session/messages": "Agent Guest Human",
  "POST /sessions/:session/messages/:question/response": "Guest Human",
  "POST /sessions/:session/messages/:question/cancel": "Agent",
  "POST /sessions/:session/close": "Agent Human",
  "POST /sessions/:session/archive": "Agent Human",
  "POST /sessions/:session/typing": "Agent Guest Human",
  "GET /sessions/:session/participants": "Agent Human",
  "POST /sessions/:session/participants": "Agent Human",
  "GET /sessions/:session/guest-tokens": "Agent Human",
  "POST /sessions/:session/guest-tokens": "Agent Human",
  "DELETE /sessions/:session/guest-tokens/:token": "Agent Human",
  "GET /sessions/:session/attachments": "Agent Guest Human",
  "GET /sessions/:session/attachments/:attachment": "Agent Guest Human",
  "PUT /sessions/:session/attachments/:attachment": "Agent Guest Human",
  "POST /sessions/:session/attachments/:attachment": "Agent Guest Human",
  "GET /sessions/:session/attachments/:attachment/progress": "Agent Guest Human",
};

test("every route names the callers that the design gives it, and no other", () => {
  const named = ROUTES.map(({ method, path, callers }) => [
    `${method} ${path}`,
    callers === "Anyone" ? callers : callers.toSorted().join(" "),
  ]);
  expect(Object.fromEntries(named)).toEqual(CALLERS);
});

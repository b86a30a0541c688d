import type { CallerType } from "./caller.ts";
import type { MemberHandler, OpenHandler } from "./exchange.ts";
import { listAgents } from "./handlers/agents.ts";
import {
  completeUpload,
  download,
  getProgress,
  listAttachments,
  uploadPart,
} from "./handlers/attachments.ts";
import { streamEvents } from "./handlers/events.ts";
import { createGuestToken, listGuestTokens, revokeGuestToken } from "./handlers/guest-tokens.ts";
import { getHealth } from "./handlers/health.ts";
import { getMe } from "./handlers/me.ts";
import { answer, cancelQuestion, sendMessage } from "./handlers/messages.ts";
import { changeRoster, getRoster } from "./handlers/roster.ts";
import {
  addParticipants,
  archiveSession,
  closeSession,
  getParticipants,
  showTyping,
} from "./handlers/session-actions.ts";
import { createSession, getSession, listFeed, listSessions } from "./handlers/sessions.ts";
import { setUp } from "./handlers/setup.ts";
import { getTimeline } from "./handlers/timeline.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** One row: under `/v1/agent`, `/v1/human` or `/v1/guest` for each of its callers, or as it stands for anyone. */
export type Route =
  | { method: Method; path: string; callers: readonly CallerType[]; handle: MemberHandler }
  | { method: Method; path: string; callers: "Anyone"; handle: OpenHandler };

const SESSION = "/sessions/:session";
const QUESTION = `${SESSION}/messages/:question`;
const ATTACHMENT = `${SESSION}/attachments/:attachment`;

const MEMBERS = ["Agent", "Human", "Guest"] as const;
const EVERYONE = ["Agent", "Human", "Invite", "Guest"] as const;
const TEAM = ["Agent", "Human"] as const;
const ASKED = ["Human", "Guest"] as const;

/** Every request that the server answers. */
export const ROUTES: readonly Route[] = [
  { method: "GET", path: "/healthz", callers: "Anyone", handle: getHealth },
  { method: "POST", path: "/v1/setup", callers: "Anyone", handle: setUp },
  { method: "GET", path: "/me", callers: EVERYONE, handle: getMe },
  { method: "GET", path: "/roster", callers: EVERYONE, handle: getRoster },
  { method: "POST", path: "/roster", callers: ["Human", "Invite"], handle: changeRoster },
  { method: "GET", path: "/agents", callers: TEAM, handle: listAgents },
  { method: "GET", path: "/feed", callers: ["Human"], handle: listFeed },
  { method: "GET", path: "/events", callers: ASKED, handle: streamEvents },
  { method: "POST", path: "/sessions", callers: ["Agent"], handle: createSession },
  { method: "GET", path: "/sessions", callers: TEAM, handle: listSessions },
  { method: "GET", path: SESSION, callers: MEMBERS, handle: getSession },
  { method: "GET", path: `${SESSION}/timeline`, callers: MEMBERS, handle: getTimeline },
  { method: "POST", path: `${SESSION}/messages`, callers: MEMBERS, handle: sendMessage },
  { method: "POST", path: `${QUESTION}/response`, callers: ASKED, handle: answer },
  { method: "POST", path: `${QUESTION}/cancel`, callers: ["Agent"], handle: cancelQuestion },
  { method: "POST", path: `${SESSION}/close`, callers: TEAM, handle: closeSession },
  { method: "POST", path: `${SESSION}/archive`, callers: TEAM, handle: archiveSession },
  { method: "POST", path: `${SESSION}/typing`, callers: MEMBERS, handle: showTyping },
  { method: "GET", path: `${SESSION}/participants`, callers: TEAM, handle: getParticipants },
  { method: "POST", path: `${SESSION}/participants`, callers: TEAM, handle: addParticipants },
  { method: "GET", path: `${SESSION}/guest-tokens`, callers: TEAM, handle: listGuestTokens },
  { method: "POST", path: `${SESSION}/guest-tokens`, callers: TEAM, handle: createGuestToken },
  { method: "DELETE", path: `${SESSION}/guest-tokens/:token`, callers: TEAM, handle: revokeGuestToken },
  { method: "GET", path: `${SESSION}/attachments`, callers: MEMBERS, handle: listAttachments },
  { method: "GET", path: ATTACHMENT, callers: MEMBERS, handle: download },
  { method: "PUT", path: ATTACHMENT, callers: MEMBERS, handle: uploadPart },
  { method: "POST", path: ATTACHMENT, callers: MEMBERS, handle: completeUpload },
  { method: "GET", path: `${ATTACHMENT}/progress`, callers: MEMBERS, handle: getProgress },
];

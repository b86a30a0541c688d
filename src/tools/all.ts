import { askHuman } from "./ask-human.ts";
import { awaitResponse } from "./await-response.ts";
import { closeSession } from "./close-session.ts";
import { createGuestToken } from "./create-guest-token.ts";
import { createSession } from "./create-session.ts";
import { downloadAttachment } from "./download-attachment.ts";
import { getTimeline } from "./get-timeline.ts";
import { listAgents } from "./list-agents.ts";
import { listSessions } from "./list-sessions.ts";
import { sendMessage } from "./send-message.ts";
import type { Tool } from "./tool.ts";
import { uploadAttachment } from "./upload-attachment.ts";

/** Every tool there is, in the order in which clients list them. */
export const TOOLS: readonly Tool[] = [
  askHuman,
  createSession,
  listSessions,
  sendMessage,
  getTimeline,
  awaitResponse,
  closeSession,
  createGuestToken,
  listAgents,
  uploadAttachment,
  downloadAttachment,
];

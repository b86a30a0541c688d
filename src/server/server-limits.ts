import { ATTACHMENT_PART_BYTES } from "../protocol/attachment.ts";

export type ServerLimits = {
  messageBytes: number;
  attachmentBytes: number;
  attachmentPartBytes: number;
  /** Bytes of attachments, unfinished ones included, that one guest may have in its session. */
  guestSessionBytes: number;
  /** The same for everybody else, in each session. */
  memberSessionBytes: number;
  /** Items of one guest link, and the sealed bytes of them all. */
  guestItems: number;
  guestItemBytes: number;
  /** The same of a member in each session, whatever key it uses. */
  memberItems: number;
  memberItemBytes: number;
  waitsPerKey: number;
  streamsPerKey: number;
  agentsPerApiKey: number;
  /** Guest links that work at the same time. */
  guestLinksPerSession: number;
  waitSeconds: number;
  /** Keys of one member that stand: devices, invites, and API keys that a plain member made. */
  keysPerMember: number;
  /** Entries of the roster by one member, besides those that take out. */
  rosterChangesPerHour: number;
  /** Left free on the disk for answers, closing and revoking; of a small disk an eighth at most. */
  diskReserveBytes: number;
  requestsPerMinute: number;
  authenticationFailuresPerMinute: number;
};

export const DEFAULT_LIMITS: ServerLimits = {
  messageBytes: 1024 * 1024,
  attachmentBytes: 5 * 1024 ** 3,
  attachmentPartBytes: ATTACHMENT_PART_BYTES,
  guestSessionBytes: 100 * 1024 ** 2,
  memberSessionBytes: 50 * 1024 ** 3,
  guestItems: 500,
  guestItemBytes: 16 * 1024 ** 2,
  memberItems: 50_000,
  memberItemBytes: 1024 ** 3,
  waitsPerKey: 50,
  streamsPerKey: 20,
  agentsPerApiKey: 1000,
  guestLinksPerSession: 200,
  waitSeconds: 55,
  keysPerMember: 50,
  rosterChangesPerHour: 60,
  diskReserveBytes: 64 * 1024 ** 2,
  requestsPerMinute: 6000,
  authenticationFailuresPerMinute: 60,
};

export const QUESTION_DAYS = 90;
export const GUEST_DAYS = 30;
export const HOUR_MS = 60 * 60 * 1000;
export const DAY_MS = 24 * HOUR_MS;

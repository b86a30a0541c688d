import { HiloopError } from "../../protocol/error.ts";
import { SignedItemSchema } from "../../protocol/item.ts";
import { findRepeat, toNewItem } from "../accept-item.ts";
import { visibleFrom } from "../authorize.ts";
import type { Caller } from "../caller.ts";
import type { Exchange, MemberHandler } from "../exchange.ts";
import { openSession } from "../open-session.ts";
import { readBody } from "../read-body.ts";
import { binary, json } from "../responses.ts";
import { sessionBytesOf } from "../session-bytes.ts";
import { verifySignedItem } from "../verify-signed-item.ts";

export const uploadPart: MemberHandler = async (exchange, caller) => {
  const { store, blobs, limits } = exchange.context;
  const session = await openSession(exchange, caller, "write");
  const name = blobName(exchange, caller);
  const offset = exchange.number("offset", { least: 0, most: limits.attachmentBytes, otherwise: 0 });
  const { body } = exchange.request;
  const declared = Number(exchange.request.headers.get("content-length") ?? 0);
  const room = Math.min(limits.attachmentPartBytes, limits.attachmentBytes - offset);
  if (declared > room) throw tooLarge(room);
  if (!body) throw new HiloopError("invalid_input", "This part of the attachment is empty.");
  if (session.status !== "Active")
    throw new HiloopError("session_closed", "This session is closed.", {
      advice: "Nothing more can be sent in it; create a new session.",
    });
  if (await store.attachments.find(session.id, name.attachmentId))
    throw new HiloopError("conflict", "This attachment is already complete.");
  const uploaderBytes = sessionBytesOf(caller, limits);
  const receivedBytes = await blobs.append(name, offset, body, { bytes: offset + room, uploaderBytes });
  return json({ receivedBytes });
};

export const getProgress: MemberHandler = async (exchange, caller) => {
  await openSession(exchange, caller, "read");
  return json({ receivedBytes: await exchange.context.blobs.receivedBytes(blobName(exchange, caller)) });
};

export const completeUpload: MemberHandler = async (exchange, caller) => {
  const { context } = exchange;
  const session = await openSession(exchange, caller, "write");
  const maxBytes = context.limits.messageBytes * 2;
  const body = await readBody(exchange.request, SignedItemSchema, { what: "attachment", maxBytes });
  const repeated = await findRepeat(context, caller, session.id, body);
  if (repeated) return json(repeated, 201);
  const item = body.value;
  const name = blobName(exchange, caller);
  if (item.id !== name.attachmentId)
    throw new HiloopError("invalid_input", "The Attachment item has another id than its address.");
  const place = { kind: "Attachment", sessionId: session.id, session } as const;
  const digest = await verifySignedItem(context, caller, item, place);
  const added = toNewItem(context, caller, { item, digest, hash: body.hash });
  const record = (bytes: number) => context.store.attachments.complete(added, bytes);
  return json(await context.blobs.complete(name, record), 201);
};

export const download: MemberHandler = async (exchange, caller) => {
  const { store, blobs } = exchange.context;
  const session = await openSession(exchange, caller, "read");
  const attachmentId = exchange.id("attachment");
  const attachment = await store.attachments.find(session.id, attachmentId);
  if (!attachment || attachment.seq < visibleFrom(caller))
    throw new HiloopError("not_found", "There is no such attachment in this session.");
  const { uploaderKeyId } = attachment;
  return binary(blobs.read({ sessionId: session.id, attachmentId, uploaderKeyId }));
};

export const listAttachments: MemberHandler = async (exchange, caller) => {
  const session = await openSession(exchange, caller, "read");
  const { attachments } = exchange.context.store;
  return json({ items: await attachments.list(session.id, visibleFrom(caller)) });
};

function blobName(exchange: Exchange, caller: Caller) {
  return {
    sessionId: exchange.id("session"),
    attachmentId: exchange.id("attachment"),
    uploaderKeyId: caller.keyId,
  };
}

function tooLarge(room: number): HiloopError {
  return new HiloopError("too_large", `This part is larger than ${room} bytes.`, {
    advice: "Send smaller parts; an attachment has a limit too, which /me names.",
  });
}

import * as v from "valibot";
import { downloadAttachment as download } from "../client/attachments.ts";
import { idFrom, sessionId, text } from "./argument-schemas.ts";
import type { DownloadTarget } from "./files/download-target.ts";
import { openSession } from "./open-session.ts";
import { defineTool } from "./tool.ts";

export const downloadAttachment = defineTool({
  name: "download_attachment",
  description: "Save a session's file in directory (default: the working one), never over another.",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: v.strictObject({
    session_id: sessionId(),
    attachment_id: idFrom("get_timeline"),
    directory: v.optional(text(4_096)),
  }),
  async run(args, context) {
    const log = await openSession(context, args.session_id);
    const roots = await context.client.roots();
    const { attachment, stream } = await download(log, args.attachment_id, { signal: context.signal });
    const target = context.files.startDownload(attachment.name, args.directory, roots);
    const path = await receive(stream, target);
    const { type, size, sha256 } = attachment;
    return { path, type, size, sha256 };
  },
});

async function receive(stream: ReadableStream<Uint8Array>, target: DownloadTarget): Promise<string> {
  try {
    for await (const chunk of stream) await target.write(chunk);
    return target.finish();
  } catch (error) {
    target.discard();
    throw error;
  }
}

import * as v from "valibot";
import { uploadAttachment as upload } from "../client/attachments.ts";
import { HiloopError } from "../protocol/error.ts";
import { sessionId, text } from "./argument-schemas.ts";
import type { UploadFile } from "./files/file-access.ts";
import { fileFromBase64 } from "./files/file-from-base64.ts";
import { openSession } from "./open-session.ts";
import { defineTool, type ToolContext } from "./tool.ts";

type Source = { path?: string | undefined; content_base64?: string | undefined; name?: string | undefined };

export const uploadAttachment = defineTool({
  name: "upload_attachment",
  description: "Upload a file of the project (path) or content_base64 with name, for send_message.",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: v.strictObject({
    session_id: sessionId(),
    path: v.optional(text(4_096)),
    content_base64: v.optional(v.string()),
    name: v.optional(text(200)),
  }),
  async run(args, context) {
    const log = await openSession(context, args.session_id);
    const file = await openSource(args, context);
    try {
      const { id, name, type, size, sha256 } = await upload(log, file, {
        signal: context.signal,
        onProgress: (sent, total) => context.progress?.(`Uploaded ${sent} of ${total} bytes of ${file.name}`),
      });
      return { attachment_id: id, name, type, size, sha256 };
    } finally {
      file.close();
    }
  },
});

async function openSource({ path, content_base64, name }: Source, context: ToolContext): Promise<UploadFile> {
  if ((path === undefined) === (content_base64 === undefined)) {
    throw new HiloopError("invalid_input", "An upload needs either path or content_base64, and not both.", {
      advice: "Give the path of a file, or its bytes as content_base64 with a name.",
    });
  }
  if (path !== undefined) {
    const file = context.files.openUpload(path, await context.client.roots());
    return name === undefined ? file : { ...file, name };
  }
  if (name !== undefined) return fileFromBase64(name, content_base64 ?? "");
  throw new HiloopError("invalid_input", "content_base64 needs a name.", {
    advice: "Add name, such as report.pdf, and call upload_attachment again.",
  });
}

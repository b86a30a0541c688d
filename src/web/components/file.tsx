import { useContext } from "preact/hooks";
import { AttachmentRow } from "../session/attachment-row.tsx";
import { SessionFilesContext } from "../state/session-files.ts";
import { MissingAttachment } from "./missing-attachment.tsx";
import type { ViewProps } from "./view.tsx";

export function FileView({ node }: ViewProps<"file">) {
  const attachment = useContext(SessionFilesContext)?.find(node.data.attachment_id);
  return attachment ? <AttachmentRow attachment={attachment} /> : <MissingAttachment />;
}

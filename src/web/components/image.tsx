import { useContext } from "preact/hooks";
import { visibleText } from "../../components/visible-text.ts";
import { AttachmentRow } from "../session/attachment-row.tsx";
import { Picture } from "../session/picture.tsx";
import { SessionFilesContext } from "../state/session-files.ts";
import { isShownInline } from "./inline-image.ts";
import { MissingAttachment } from "./missing-attachment.tsx";
import type { ViewProps } from "./view.tsx";

export function ImageView({ node }: ViewProps<"image">) {
  const { attachment_id, alt, caption } = node.data;
  const attachment = useContext(SessionFilesContext)?.find(attachment_id);
  if (!attachment) return <MissingAttachment />;
  return (
    <figure class="picture">
      {isShownInline(attachment) ? (
        <Picture attachment={attachment} alt={visibleText(alt)} />
      ) : (
        <AttachmentRow attachment={attachment} />
      )}
      {caption && <figcaption>{visibleText(caption)}</figcaption>}
    </figure>
  );
}

import { useContext } from "preact/hooks";
import type { ReadAttachment } from "../../client/read-item.ts";
import { visibleName } from "../../components/visible-text.ts";
import { ErrorText } from "../parts/error-text.tsx";
import { fileSize } from "../parts/file-size.ts";
import { Icon } from "../parts/icon.tsx";
import { useAction } from "../parts/use-action.ts";
import { saveFile } from "../state/save-file.ts";
import { SessionFilesContext } from "../state/session-files.ts";

/** Above this a browser, which holds the whole file at once, is the wrong tool. */
const LARGE_BYTES = 256_000_000;

/** A file to save: fetched, verified and opened on this device. */
export function AttachmentRow({ attachment }: { attachment: ReadAttachment }) {
  const files = useContext(SessionFilesContext);
  const save = useAction(async () => {
    if (files) saveFile(await files.open(attachment), attachment.name);
  });
  const name = visibleName(attachment.name);
  return (
    <div class="attachment">
      <div class="attachment-row">
        <Icon name="file" />
        <span class="attachment-text">
          <span class="attachment-name">{name}</span>
          <span class="attachment-size">{fileSize(attachment.size)}</span>
        </span>
        <button
          type="button"
          class="button button-small"
          aria-label={`Save ${name}`}
          aria-disabled={save.isBusy}
          onClick={save.run}
        >
          <Icon name="download" small />
          {save.isBusy ? "Opening…" : "Save"}
        </button>
      </div>
      {attachment.size > LARGE_BYTES && (
        <p class="small quiet">So large a file may be more than a browser can hold at once.</p>
      )}
      <ErrorText error={save.error} />
    </div>
  );
}

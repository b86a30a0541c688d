import { visibleText } from "../../components/visible-text.ts";
import { fileSize } from "../parts/file-size.ts";
import { Icon } from "../parts/icon.tsx";
import type { OpenSession } from "../state/open-session.ts";

/** The files that go out with the next message. */
export function ChosenFiles({ session, progress }: { session: OpenSession; progress: number | undefined }) {
  const files = session.chatFiles.value;
  if (files.length === 0) return null;
  return (
    <ul class="chosen plain" aria-label="Files to send">
      {files.map((file) => (
        <li key={file.name + file.size} class="chosen-file">
          <Icon name="file" small />
          <span class="chosen-name">{visibleText(file.name)}</span>
          <span class="quiet small">{fileSize(file.size)}</span>
          <button
            type="button"
            class="icon-button chosen-remove"
            aria-label={`Remove ${visibleText(file.name)}`}
            onClick={() => {
              session.chatFiles.value = files.filter((one) => one !== file);
            }}
          >
            <Icon name="cross" small />
          </button>
        </li>
      ))}
      {progress !== undefined && (
        <li class="chosen-progress">
          <progress class="progress" max={1} value={progress} aria-label="Uploading" />
        </li>
      )}
    </ul>
  );
}

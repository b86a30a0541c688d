import { useSignal } from "@preact/signals";
import { useContext } from "preact/hooks";
import { visibleText } from "../../components/visible-text.ts";
import { type HiloopError, toHiloopError } from "../../protocol/error.ts";
import { ErrorText } from "../parts/error-text.tsx";
import { fileSize } from "../parts/file-size.ts";
import type { AnswerDraft } from "../state/answer-draft.ts";
import { SessionFilesContext } from "../state/session-files.ts";
import type { ControlAttributes } from "./field.tsx";

type FileInputProps = { name: string; draft: AnswerDraft; control: ControlAttributes };

/** A form's file: sealed and uploaded when it is chosen; the value is its attachment id. */
export function FileInput({ name, draft, control }: FileInputProps) {
  const files = useContext(SessionFilesContext);
  const part = useSignal<number | undefined>(undefined);
  const error = useSignal<HiloopError | undefined>(undefined);
  const attached = useSignal("");
  const isAttached = draft.values.value[name] !== undefined;
  async function choose(file: File | undefined): Promise<void> {
    if (!file || !files) return;
    error.value = undefined;
    part.value = 0;
    try {
      const uploaded = await files.upload(file, (done) => {
        part.value = done;
      });
      attached.value = `${visibleText(uploaded.name)} (${fileSize(uploaded.size)})`;
      draft.set(name, uploaded.id);
    } catch (thrown) {
      error.value = toHiloopError(thrown);
    } finally {
      part.value = undefined;
    }
  }
  return (
    <>
      <input
        {...control}
        class="input"
        type="file"
        onChange={(event) => choose(event.currentTarget.files?.[0])}
      />
      {part.value !== undefined && (
        <progress class="progress" max={1} value={part.value} aria-label="Uploading" />
      )}
      {isAttached && <p class="field-hint">Attached{attached.value && `: ${attached.value}`}</p>}
      <ErrorText error={error.value} />
    </>
  );
}

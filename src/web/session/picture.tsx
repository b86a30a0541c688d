import { useSignal } from "@preact/signals";
import { useContext, useEffect } from "preact/hooks";
import type { ReadAttachment } from "../../client/read-item.ts";
import { type HiloopError, toHiloopError } from "../../protocol/error.ts";
import { ErrorText } from "../parts/error-text.tsx";
import { SessionFilesContext } from "../state/session-files.ts";

/** A picture, opened on this device and shown from memory. */
export function Picture({ attachment, alt }: { attachment: ReadAttachment; alt: string }) {
  const files = useContext(SessionFilesContext);
  const address = useSignal<string | undefined>(undefined);
  const error = useSignal<HiloopError | undefined>(undefined);
  useEffect(() => {
    let made: string | undefined;
    let isGone = false;
    async function load(): Promise<void> {
      const blob = await files?.open(attachment);
      if (!blob || isGone) return;
      made = URL.createObjectURL(blob);
      address.value = made;
    }
    load().catch((thrown) => {
      error.value = toHiloopError(thrown);
    });
    return () => {
      isGone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [attachment.id]);
  if (error.value) return <ErrorText error={error.value} />;
  if (!address.value) return <div class="picture-placeholder" role="img" aria-label={`Loading: ${alt}`} />;
  return <img class="picture-image" src={address.value} alt={alt} />;
}

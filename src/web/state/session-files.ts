import { createContext } from "preact";
import type { ReadAttachment } from "../../client/read-item.ts";

/** The files of the session that is shown, as the views of a message reach them. */
export type SessionFiles = {
  /** An attachment by id, if it may be shown here: only what its message's own sender uploaded. */
  find(id: string): ReadAttachment | undefined;
  /** The whole file, verified and opened. Throws `tampered` when it is not what was sent. */
  open(attachment: ReadAttachment): Promise<Blob>;
  /** Seals and uploads a file; gives its attachment. */
  upload(file: File, onProgress: (part: number) => void, signal?: AbortSignal): Promise<ReadAttachment>;
};

export const SessionFilesContext = createContext<SessionFiles | undefined>(undefined);

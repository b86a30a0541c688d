import type { OpenSession } from "./open-session.ts";

/** Uploads what was chosen, then sends the message that shows it. */
export async function sendChat(session: OpenSession, onProgress: (part: number) => void): Promise<void> {
  const files = session.chatFiles.value;
  const text = session.chat.value;
  const total = files.reduce((bytes, file) => bytes + file.size, 0) || 1;
  const ids: string[] = [];
  let done = 0;
  for (const file of files) {
    const attachment = await session.upload(file, (part) => onProgress((done + part * file.size) / total));
    done += file.size;
    ids.push(attachment.id);
    // What went up must not go up again when a later step fails.
    session.chatFiles.value = session.chatFiles.value.filter((one) => one !== file);
  }
  await session.say(text, ids);
  if (session.chat.value === text) session.chat.value = "";
}

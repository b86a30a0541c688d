import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { ErrorText } from "../parts/error-text.tsx";
import { Icon } from "../parts/icon.tsx";
import { submitting, useAction } from "../parts/use-action.ts";
import type { OpenSession } from "../state/open-session.ts";
import { sendChat } from "../state/send-chat.ts";
import { ChosenFiles } from "./chosen-files.tsx";

/** Free chat: a message, with files if wanted. */
export function Composer({ session, hint }: { session: OpenSession; hint: string }) {
  const progress = useSignal<number | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);
  const isEmpty = session.chat.value.trim() === "" && session.chatFiles.value.length === 0;
  const send = useAction(async () => {
    if (isEmpty) return;
    await sendChat(session, (part) => {
      progress.value = part;
    }).finally(() => {
      progress.value = undefined;
    });
    form.current?.querySelector("textarea")?.focus();
  });
  return (
    <form ref={form} class="composer" aria-label="Write a message" onSubmit={submitting(send)}>
      <ErrorText error={send.error} />
      <ChosenFiles session={session} progress={progress.value} />
      <div class="composer-row">
        <AttachButton session={session} />
        <MessageField session={session} hint={hint} onEnter={send.run} />
        <button
          type="submit"
          class="icon-button composer-send"
          aria-label="Send message"
          aria-disabled={send.isBusy || isEmpty}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

type MessageFieldProps = { session: OpenSession; hint: string; onEnter(): void };

function MessageField({ session, hint, onEnter }: MessageFieldProps) {
  /** With a mouse there is a keyboard: Enter sends. On a phone it starts a new line. */
  function onKeyDown(event: KeyboardEvent): void {
    const isEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!isEnter || !matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    onEnter();
  }
  return (
    <textarea
      class="input composer-input"
      rows={1}
      aria-label="Message"
      placeholder={hint}
      data-key="write"
      value={session.chat.value}
      onKeyDown={onKeyDown}
      onInput={(event) => {
        session.chat.value = event.currentTarget.value;
      }}
    />
  );
}

function AttachButton({ session }: { session: OpenSession }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          session.chatFiles.value = [...session.chatFiles.value, ...(event.currentTarget.files ?? [])];
          event.currentTarget.value = "";
        }}
      />
      <button
        type="button"
        class="icon-button"
        aria-label="Attach files"
        onClick={() => input.current?.click()}
      >
        <Icon name="attach" />
      </button>
    </>
  );
}

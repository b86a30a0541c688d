import type { ComponentChildren } from "preact";

const OPENABLE = /^(?:https?|mailto):/i;

/** A link out of a message: only to the web or a mailbox, always with its host beside it, and never with a referrer. */
export function ForeignLink({ href, children }: { href: string; children: ComponentChildren }) {
  const url = OPENABLE.test(href) && URL.canParse(href) ? new URL(href) : undefined;
  if (!url) {
    return (
      <>
        {children} <span class="link-host">({href})</span>
      </>
    );
  }
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer nofollow">
      {children} <span class="link-host">({url.protocol === "mailto:" ? url.pathname : url.host})</span>
    </a>
  );
}

import type { ComponentChildren } from "preact";
import { navigate } from "../state/route.ts";

type LinkProps = {
  href: string;
  class?: string;
  children: ComponentChildren;
  "aria-label"?: string;
  "aria-current"?: "page" | undefined;
  "data-feed-row"?: boolean;
};

/** A link within the inbox; a new tab, a download or a modified click stay the browser's. */
export function Link({ href, ...rest }: LinkProps) {
  function follow(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
  }
  return <a {...rest} href={href} onClick={follow} />;
}

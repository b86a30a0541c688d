import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "../parts/icon.tsx";
import { Link } from "../parts/link.tsx";
import { Logo } from "../parts/logo.tsx";
import { waitingCount } from "../state/feed.ts";
import { type Route, route } from "../state/route.ts";
import { isListOpen } from "../state/shortcuts.ts";
import { Asleep } from "./asleep.tsx";
import { BellButton } from "./bell-button.tsx";
import { ClockOff } from "./clock-off.tsx";

/** The frame of every signed-in page: the bar with its places, a notice when the server is away, and the content. */
export function Shell({ children }: { children: ComponentChildren }) {
  const isSession = route.value.page === "session";
  return (
    <div class={isSession ? "shell shell-session" : "shell"}>
      <header class="bar">
        <Link href="/" class="bar-home" aria-label="hiloop: inbox">
          <Logo />
        </Link>
        <nav class="bar-places" aria-label="Pages">
          <Place
            href="/"
            pages={["inbox", "session"]}
            icon="inbox"
            label="Inbox"
            count={waitingCount.value}
          />
          <Place href="/agents" pages={["agents"]} icon="agents" label="Agents" />
          <Place href="/settings" pages={["settings"]} icon="settings" label="Settings" />
        </nav>
        <div class="bar-tools">
          <button
            type="button"
            class="icon-button bar-keys"
            aria-label="Keyboard shortcuts"
            onClick={openList}
          >
            <Icon name="keyboard" />
          </button>
          <BellButton />
        </div>
      </header>
      <Asleep />
      <ClockOff />
      {children}
    </div>
  );
}

function openList(): void {
  isListOpen.value = true;
}

type PlaceProps = { href: string; pages: Route["page"][]; icon: IconName; label: string; count?: number };

function Place({ href, pages, icon, label, count = 0 }: PlaceProps) {
  const isHere = pages.includes(route.value.page);
  return (
    <Link href={href} class="place" aria-current={isHere ? "page" : undefined}>
      <Icon name={icon} />
      <span class="place-label">{label}</span>
      {count > 0 && (
        <span class="place-count">
          {count}
          <span class="visually-hidden"> waiting</span>
        </span>
      )}
    </Link>
  );
}

import { signal } from "@preact/signals";

export type Route =
  | { page: "inbox" }
  | { page: "session"; sessionId: string }
  | { page: "join"; sessionId: string | undefined }
  | { page: "setup" }
  | { page: "guest" }
  | { page: "agents" }
  | { page: "settings" }
  | { page: "unknown" };

const SESSION = /^\/s\/([0-9a-f-]{36})$/;

/** Secrets come in the fragment, which browsers never send; it leaves the address bar before anything else happens. */
export const fragment = takeFragment();

export const route = signal<Route>(readRoute());

window.addEventListener("popstate", () => {
  route.value = readRoute();
});

/** Goes to a page of this app without loading it anew. */
export function navigate(path: string, options: { replace?: boolean } = {}): void {
  if (path === location.pathname) return;
  if (options.replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  route.value = readRoute();
}

export function sessionPath(sessionId: string): string {
  return `/s/${sessionId}`;
}

function takeFragment(): string {
  const { hash, pathname, search } = location;
  if (hash) history.replaceState(history.state, "", pathname + search);
  return decodable(hash.slice(1)).trim();
}

function decodable(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readRoute(): Route {
  const { pathname, searchParams } = new URL(location.href);
  const sessionId = SESSION.exec(pathname)?.[1];
  if (sessionId) return { page: "session", sessionId };
  switch (pathname) {
    case "/":
      return { page: "inbox" };
    case "/join":
      return { page: "join", sessionId: SESSION.exec(`/s/${searchParams.get("session")}`)?.[1] };
    case "/setup":
      return { page: "setup" };
    case "/g":
      return { page: "guest" };
    case "/agents":
      return { page: "agents" };
    case "/settings":
      return { page: "settings" };
    default:
      return { page: "unknown" };
  }
}

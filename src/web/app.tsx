import { AgentsPage } from "./pages/agents-page.tsx";
import { BrokenPage } from "./pages/broken-page.tsx";
import { GuestPage } from "./pages/guest-page.tsx";
import { InboxPage } from "./pages/inbox-page.tsx";
import { InsecurePage } from "./pages/insecure-page.tsx";
import { JoinPage } from "./pages/join-page.tsx";
import { FailedPage, LoadingPage, UnknownPage } from "./pages/plain-pages.tsx";
import { SettingsPage } from "./pages/settings-page.tsx";
import { SetupPage } from "./pages/setup-page.tsx";
import { SignInPage } from "./pages/sign-in-page.tsx";
import { Boundary } from "./parts/boundary.tsx";
import { ShortcutList } from "./shell/shortcut-list.tsx";
import { account } from "./state/account.ts";
import { announcement } from "./state/announce.ts";
import { route } from "./state/route.ts";

/** The whole page: what the address names, as far as this browser may see it. */
export function App() {
  if (!globalThis.crypto?.subtle) return <InsecurePage />;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Boundary fallback={<BrokenPage />}>
        <Page />
        <ShortcutList />
      </Boundary>
      <p class="visually-hidden" role="status">
        {announcement.value}
      </p>
    </>
  );
}

function Page() {
  switch (route.value.page) {
    case "guest":
      return <GuestPage />;
    case "join":
      return <JoinPage sessionId={route.value.sessionId} />;
    case "setup":
      return <SetupPage />;
    case "unknown":
      return <UnknownPage />;
    default:
      return <SignedInPage />;
  }
}

function SignedInPage() {
  const { value } = account;
  if (value.state === "loading") return <LoadingPage />;
  if (value.state === "failed") return <FailedPage error={value.error} />;
  if (value.state === "signed-out") return <SignInPage reason={value.reason} />;
  if (route.value.page === "agents") return <AgentsPage member={value.member} />;
  if (route.value.page === "settings") return <SettingsPage member={value.member} />;
  return <InboxPage />;
}

import type { HiloopError } from "../../protocol/error.ts";
import { ErrorText } from "../parts/error-text.tsx";
import { Link } from "../parts/link.tsx";
import { Logo } from "../parts/logo.tsx";
import { Asleep } from "../shell/asleep.tsx";
import { PlainPage } from "./plain-page.tsx";

/** The instant before this browser knows who it is; the server's absence is said here too. */
export function LoadingPage() {
  return (
    <div class="loading-page">
      <Asleep />
      <main id="main" aria-busy="true">
        <h1 class="visually-hidden">Opening the inbox</h1>
        <Logo />
      </main>
    </div>
  );
}

export function FailedPage({ error }: { error: HiloopError }) {
  return (
    <PlainPage title="The inbox does not open">
      <ErrorText error={error} />
      <p>
        <button type="button" class="button" onClick={() => location.reload()}>
          Try again
        </button>
      </p>
    </PlainPage>
  );
}

export function UnknownPage() {
  return (
    <PlainPage title="There is no such page">
      <p>
        <Link href="/">Go to the inbox</Link>
      </p>
    </PlainPage>
  );
}

import type { ComponentChildren } from "preact";
import { Logo } from "../parts/logo.tsx";
import { Asleep } from "../shell/asleep.tsx";

/** A page of one column without the inbox around it: joining, setting up, explaining. */
export function PlainPage({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="plain-page">
      <Asleep />
      <main id="main" class="plain-card" tabIndex={-1}>
        <Logo />
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}

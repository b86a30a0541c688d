import { render } from "preact";
import { App } from "./app.tsx";
import { resume } from "./state/account.ts";
import { route } from "./state/route.ts";
import { listenForShortcuts } from "./state/shortcuts.ts";
import "./state/attention.ts";
import "./state/live.ts";

const root = document.getElementById("app");
if (root) render(<App />, root);

if (globalThis.crypto?.subtle) {
  listenForShortcuts();
  // A guest's page has nothing to do with who this browser is otherwise.
  if (route.value.page !== "guest") resume();
}

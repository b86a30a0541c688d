import type { ComponentChildren } from "preact";
import type { Colouring } from "./highlight-worker.ts";
import type { Scope } from "./scope-tree.ts";

/** The highlighter tries its expressions again and again: a page of YAML can keep it busy for minutes. */
const MOST_MS = 1_000;
/** So many texts may take too long; then nothing more is coloured until the page is loaded again. */
const MOST_STOPPED = 3;

/** Not yet in TypeScript's own library: https://www.w3.org/TR/trusted-types/ */
type WorkerPolicy = { createScriptURL(url: string): string };
declare global {
  var trustedTypes: { createPolicy(name: string, rules: WorkerPolicy): WorkerPolicy } | undefined;
}

let policy: WorkerPolicy | undefined;
let worker: Worker | undefined;
let stopped = 0;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Code with its words in colours, as elements; undefined for a language that is not here, and for what takes too long.
 * It is read in a worker, which can be ended: nothing in a message can hold up the page.
 */
export function highlight(colouring: Colouring, signal: AbortSignal): Promise<ComponentChildren> {
  const coloured = queue.then(() => (signal.aborted ? undefined : colour(colouring)));
  queue = coloured.catch(() => undefined);
  return coloured;
}

async function colour(colouring: Colouring): Promise<ComponentChildren> {
  if (stopped >= MOST_STOPPED) return undefined;
  worker ??= await start();
  const scopes = await answerOf(worker, () => worker?.postMessage(colouring));
  return scopes?.children.map(elementOf);
}

async function start(): Promise<Worker> {
  const { address } = await import("./highlight-worker.ts");
  const started = new Worker(trusted(address), { type: "module" });
  await new Promise((resolve, reject) => {
    started.onmessage = resolve;
    started.onerror = reject;
  });
  return started;
}

/** What a browser with Trusted Types wants instead of an address; the server's policy allows this one, once. */
function trusted(address: string): string {
  policy ??= globalThis.trustedTypes?.createPolicy("hiloop-worker", { createScriptURL: (url) => url });
  return policy?.createScriptURL(address) ?? address;
}

/** Undefined when it took too long: the worker is ended, and the next one begins anew. */
function answerOf(asked: Worker, ask: () => void): Promise<Scope | undefined> {
  return new Promise((resolve) => {
    const giveUp = (): void => {
      stopped += 1;
      worker = undefined;
      asked.terminate();
      resolve(undefined);
    };
    const timer = setTimeout(giveUp, MOST_MS);
    asked.onerror = giveUp;
    asked.onmessage = ({ data }: MessageEvent<Scope | null>) => {
      clearTimeout(timer);
      resolve(data ?? undefined);
    };
    ask();
  });
}

function elementOf(node: string | Scope, key: number): ComponentChildren {
  if (typeof node === "string") return node;
  const [kind = ""] = node.name.split(/[.:]/);
  return (
    <span key={key} class={kind ? `hl-${kind}` : undefined}>
      {node.children.map(elementOf)}
    </span>
  );
}

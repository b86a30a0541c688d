import type { Emitter } from "highlight.js";
import type { ComponentChildren } from "preact";

type Scope = { name: string; children: (string | Scope)[] };

/** Collects what the highlighter finds as a tree, so that no HTML string is ever made or parsed. */
export class ScopeTree implements Emitter {
  readonly root: Scope = { name: "", children: [] };
  readonly #open: Scope[] = [this.root];

  addText(text: string): void {
    if (text !== "") this.#top.children.push(text);
  }

  startScope(name: string): void {
    const scope: Scope = { name, children: [] };
    this.#top.children.push(scope);
    this.#open.push(scope);
  }

  endScope(): void {
    if (this.#open.length > 1) this.#open.pop();
  }

  // The highlighter calls these two names on every emitter, whatever its type says.
  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  __addSublanguage(emitter: Emitter, name: string): void {
    if (emitter instanceof ScopeTree) this.#top.children.push({ ...emitter.root, name: `language:${name}` });
  }

  finalize(): void {
    this.#open.splice(1);
  }

  toHTML(): string {
    return "";
  }

  toElements(): ComponentChildren {
    return this.root.children.map(elementOf);
  }

  get #top(): Scope {
    return this.#open.at(-1) ?? this.root;
  }
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

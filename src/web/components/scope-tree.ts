import type { Emitter } from "highlight.js";

/** A stretch of code with what it is: `keyword`, `string`; the whole has no name. */
export type Scope = { name: string; children: (string | Scope)[] };

/** More would hold up the page that shows them: what comes later stays without colours. */
const MAX_SCOPES = 4_000;
const MAX_DEPTH = 50;

/** Collects what the highlighter finds as a tree, so that no HTML string is ever made or parsed. */
export class ScopeTree implements Emitter {
  readonly root: Scope = { name: "", children: [] };
  readonly #open: Scope[] = [this.root];
  #scopes = 0;

  addText(text: string): void {
    const { children } = this.#top;
    const last = children.at(-1);
    if (typeof last === "string") children[children.length - 1] = last + text;
    else if (text !== "") children.push(text);
  }

  startScope(name: string): void {
    this.#scopes += 1;
    if (this.#scopes > MAX_SCOPES || this.#open.length > MAX_DEPTH) {
      this.#open.push(this.#top);
      return;
    }
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
    if (!(emitter instanceof ScopeTree)) return;
    this.#scopes += emitter.#scopes;
    this.#top.children.push({ ...emitter.root, name: `language:${name}` });
  }

  finalize(): void {
    this.#open.splice(1);
  }

  toHTML(): string {
    return "";
  }

  get #top(): Scope {
    return this.#open.at(-1) ?? this.root;
  }
}

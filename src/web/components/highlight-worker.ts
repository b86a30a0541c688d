import type { LanguageFn } from "highlight.js";
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import markdown from "highlight.js/lib/languages/markdown";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { type Scope, ScopeTree } from "./scope-tree.ts";

const LANGUAGES: Record<string, LanguageFn> = {
  bash,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  markdown,
  python,
  ruby,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};

for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);
hljs.configure({ __emitter: ScopeTree });

/** Where this script lies, for whoever starts it as a worker. */
export const address = import.meta.url;

/** What the page asks for: code and the name of its language. The answer is a `Scope`, or null for a language that is not here. */
export type Colouring = { code: string; language: string };

// The page loads this module only for its address. It must import nothing that the page does: a worker has no page.
if (!("document" in globalThis)) {
  addEventListener("message", ({ data }: MessageEvent<Colouring>) => postMessage(scopesOf(data)));
  postMessage("ready");
}

function scopesOf({ code, language }: Colouring): Scope | null {
  if (!hljs.getLanguage(language)) return null;
  const { _emitter } = hljs.highlight(code, { language, ignoreIllegals: true });
  return _emitter instanceof ScopeTree ? _emitter.root : null;
}

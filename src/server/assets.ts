import type { InboxFiles } from "./inbox-files.ts";

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // For the worker that colours code, src/web/components/highlight.tsx.
  "trusted-types hiloop-worker",
].join("; ");

const SAFE_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

const PAGE_HEADERS = {
  ...SAFE_HEADERS,
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": PAGE_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};

const MANGLED = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>hiloop</title>
<h1>This link was changed on its way</h1>
<p>A program that passed it on turned its # into %23, so its secret part reached the server, which has not kept it.
Copy the link again from where it came, or ask for a new one: this one should count as seen by others.</p>
</html>
`;

let loading: Promise<InboxFiles> | undefined;

/** The inbox's page or file at a path; undefined when there is none. Which page it shows is the browser's to decide. */
export async function inboxPage(path: string): Promise<Response | undefined> {
  if (path.includes("%23"))
    return new Response(MANGLED, { status: 400, headers: { ...PAGE_HEADERS, "cache-control": "no-store" } });
  const { index, files, imported } = await load();
  const file = files.get(path.slice(1));
  if (file) {
    // Its name holds a hash of its bytes, so a copy never gets old.
    const headers = { ...SAFE_HEADERS, "cache-control": "public, max-age=31536000, immutable" };
    return new Response(file, { headers });
  }
  const isPage = !path.includes(".");
  if (!isPage) return undefined;
  const link = imported.map((name) => `</${name}>; rel=modulepreload`).join(", ");
  return new Response(index, {
    headers: { ...PAGE_HEADERS, "cache-control": "no-cache", ...(link ? { link } : {}) },
  });
}

function load(): Promise<InboxFiles> {
  loading ??= import("./inbox-files.ts")
    .then((module) => module.inboxFiles())
    .catch((thrown) => {
      loading = undefined;
      throw thrown;
    });
  return loading;
}

import { expect, test } from "bun:test";
import { send } from "../helpers/send.ts";
import { testServer } from "../helpers/test-server.ts";

const PAGES = ["/", "/g", "/join", "/setup", "/agents", "/s/01900000-0000-7000-8000-000000000000"];

test("every page of the inbox is the same document, under a policy without anything inline", async () => {
  await using server = await testServer({ serveInbox: true });
  const pages = await Promise.all(PAGES.map((path) => send(server.url, "GET", path)));
  for (const page of pages) {
    expect([page.status, page.text]).toEqual([200, pages[0]?.text ?? ""]);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
  }
});

test("the files that a page names are there, and may be kept for ever", async () => {
  await using server = await testServer({ serveInbox: true });
  const { text } = await send(server.url, "GET", "/");
  const named = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? "");
  expect(named.some((path) => path.endsWith(".js"))).toBe(true);
  for (const path of named) {
    const file = await send(server.url, "GET", path);
    expect([path, file.status, file.headers.get("cache-control")]).toEqual([
      path,
      200,
      "public, max-age=31536000, immutable",
    ]);
    expect(file.headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test("a link whose # was changed to %23 gets a page that explains it, without its secret", async () => {
  await using server = await testServer({ serveInbox: true });
  const page = await send(server.url, "GET", `/g%23hlg_${"5".repeat(64)}`);
  expect(page.status).toBe(400);
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(page.text).toContain("This link was changed on its way");
  expect(page.text).not.toContain("hlg_");
});

test("a file that is not there and an unknown route are problem documents", async () => {
  await using server = await testServer({ serveInbox: true });
  for (const path of ["/favicon.ico", "/../../etc/passwd.txt", "/v1/nothing"]) {
    const nothing = await send(server.url, "GET", path);
    expect([nothing.status, nothing.json.code]).toEqual([404, "not_found"]);
  }
});

test("the page names the scripts that its first script brings along, and each is served", async () => {
  await using server = await testServer({ serveInbox: true });
  const page = await fetch(server.url);
  const first = (await page.text()).match(/<script[^>]* src="([^"]+)"/)?.[1] ?? "";
  const script = await (await fetch(new URL(first, server.url))).text();
  const imported = new Bun.Transpiler({ loader: "js" }).scanImports(script).map(({ path }) => path);
  const named = [...(page.headers.get("link") ?? "").matchAll(/<([^>]+)>; rel=modulepreload/g)];
  expect(imported.length).toBeGreaterThan(0);
  expect(named.map(([, name]) => name).sort()).toEqual(imported.sort());
  for (const name of imported) expect((await fetch(new URL(name, server.url))).status).toBe(200);
});

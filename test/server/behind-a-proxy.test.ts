import { expect, test } from "bun:test";
import { authHeaders } from "../../src/protocol/auth-header.ts";
import { send } from "../helpers/send.ts";
import { testSpace } from "../helpers/test-space.ts";

const SETTINGS = { limits: { authenticationFailuresPerMinute: 1 }, clock: () => 1_000_000_000_000 };

/** The status that each of these wrong keys is answered with, one after the other. */
async function statuses(url: string, forwardedFor: (string | undefined)[]): Promise<number[]> {
  const given: number[] = [];
  for (const addresses of forwardedFor) {
    const headers = {
      ...authHeaders("ApiKey", "0".repeat(64)),
      ...(addresses === undefined ? {} : { "x-forwarded-for": addresses }),
    };
    given.push((await send(url, "GET", "/v1/agent/me", { headers })).status);
  }
  return given;
}

test("behind a proxy on this computer each client has its own count of wrong keys", async () => {
  await using space = await testSpace({ ...SETTINGS, publicUrl: "https://hiloop.example" });
  const clients = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "192.0.2.1"];
  expect(await statuses(space.url, clients)).toEqual([401, 401, 401, 429]);
});

test("a client that makes up addresses is counted by the one that the proxy added", async () => {
  await using space = await testSpace({ ...SETTINGS, publicUrl: "https://hiloop.example" });
  const madeUp = ["198.51.100.1, 192.0.2.9", "198.51.100.2,192.0.2.9", "x, 192.0.2.9"];
  expect(await statuses(space.url, madeUp)).toEqual([401, 429, 429]);
});

test("what is no address counts as the proxy itself", async () => {
  await using space = await testSpace({ ...SETTINGS, publicUrl: "https://hiloop.example" });
  expect(await statuses(space.url, ["unknown", undefined, "", "a".repeat(5000)])).toEqual([
    401, 429, 429, 429,
  ]);
});

test("without a public address no header says who sent a request", async () => {
  await using space = await testSpace(SETTINGS);
  expect(await statuses(space.url, ["192.0.2.1", "192.0.2.2"])).toEqual([401, 429]);
});

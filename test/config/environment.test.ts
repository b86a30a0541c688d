import { expect, test } from "bun:test";
import { childEnvironment, prepareNetwork, surroundings } from "../../src/config/environment.ts";

test("children get everything but Bun's own variables and hiloop's key", () => {
  const before = { ...process.env };
  Object.assign(process.env, { BUN_BE_BUN: "1", HILOOP_API_KEY: "hlp_x", KEPT: "yes" });
  try {
    const given = childEnvironment({ ADDED: "too" });

    expect(given).toMatchObject({ KEPT: "yes", ADDED: "too" });
    expect(Object.keys(given).filter((name) => name.startsWith("BUN_") || name === "HILOOP_API_KEY")).toEqual(
      [],
    );
  } finally {
    for (const name of ["BUN_BE_BUN", "HILOOP_API_KEY", "KEPT"]) delete process.env[name];
    Object.assign(process.env, before);
  }
});

test("loopback is added to NO_PROXY once, and what stands there stays", () => {
  const before = process.env.NO_PROXY;
  process.env.NO_PROXY = "intern.example,127.0.0.1";
  try {
    prepareNetwork();
    prepareNetwork();
    expect(process.env.NO_PROXY).toBe("intern.example,127.0.0.1,localhost,::1");
  } finally {
    if (before === undefined) delete process.env.NO_PROXY;
    else process.env.NO_PROXY = before;
  }
});

const PLACES: [given: Record<string, string>, expected: Partial<ReturnType<typeof surroundings>>][] = [
  [{}, { ssh: false, ci: false, display: false }],
  [{ SSH_CONNECTION: "10.0.0.1 22" }, { ssh: true }],
  [{ CI: "true" }, { ci: true }],
  [{ CI: "false" }, { ci: false }],
  [{ WAYLAND_DISPLAY: "wayland-0" }, { display: true }],
  [{ DISPLAY: "" }, { display: false }],
];

for (const [given, expected] of PLACES) {
  test(`the surroundings of ${JSON.stringify(given)}`, () => {
    expect(surroundings(given)).toMatchObject(expected);
  });
}

import { describe, expect, test } from "bun:test";
import { authHeaders, readAuthHeaders, SECRET_KINDS } from "../../src/protocol/auth-header.ts";

const AUTH = "0123456789abcdef".repeat(4);
const KINDS = ["ApiKey", "Device", "Guest"] as const;

describe("the authentication headers", () => {
  test.each(KINDS)("of a %s are read as they were written", (kind) => {
    expect(readAuthHeaders(new Headers(authHeaders(kind, AUTH)))).toEqual({ kind, authHex: AUTH });
  });

  test.each(KINDS)("with the raw secret of a %s are told apart, whichever header holds it", (kind) => {
    const secret = `${SECRET_KINDS[kind].secretPrefix}${AUTH}`;
    expect(readAuthHeaders(new Headers({ "x-api-key": secret }))).toBe("raw");
    expect(readAuthHeaders(new Headers({ authorization: `Bearer ${secret}` }))).toBe("raw");
  });

  test("carry an agent's name percent-encoded, and nobody else's", () => {
    expect(authHeaders("ApiKey", AUTH, "Zoë 🚀")["x-hiloop"]).toBe("Zo%C3%AB%20%F0%9F%9A%80");
    expect(authHeaders("Device", AUTH, "Ada")).not.toHaveProperty("x-hiloop");
  });

  test("of an agent do not sign in a person, nor the other way round", () => {
    expect(readAuthHeaders(new Headers({ authorization: `Bearer hlp_auth_${AUTH}` }))).toBe("raw");
    expect(readAuthHeaders(new Headers({ "x-api-key": `hlu_auth_${AUTH}` }))).toBe("raw");
  });

  test.each([
    ["nothing", {}],
    ["an empty bearer", { authorization: "Bearer " }],
    ["another scheme", { authorization: `Basic hlu_auth_${AUTH}` }],
    ["another prefix", { "x-api-key": `abc_${AUTH}` }],
  ])("that hold %s are none", (_name, headers: Record<string, string>) => {
    expect(readAuthHeaders(new Headers(headers))).toBeUndefined();
  });

  test.each([AUTH.slice(1), `${AUTH}0`, AUTH.toUpperCase()])("with the key %p sign nobody in", (key) => {
    expect(readAuthHeaders(new Headers({ "x-api-key": `hlp_auth_${key}` }))).toBe("raw");
  });
});

import { describe, expect, test } from "bun:test";
import { formatSecret, newSecret, parseSecret } from "../../src/crypto/secret.ts";

const HEX = "0123456789abcdef".repeat(4);

describe("a secret", () => {
  test.each(["ApiKey", "Device", "Guest"] as const)("of a %s survives as text", (kind) => {
    const secret = newSecret(kind);
    expect(parseSecret(formatSecret(secret))).toEqual(secret);
  });

  test("has its kind's prefix and 64 hexadecimal digits", () => {
    expect(formatSecret(newSecret("ApiKey"))).toMatch(/^hlp_self_[0-9a-f]{64}$/);
    expect(formatSecret(newSecret("Device"))).toMatch(/^hlu_[0-9a-f]{64}$/);
    expect(formatSecret(newSecret("Guest"))).toMatch(/^hlg_[0-9a-f]{64}$/);
  });

  test.each([
    ["an authentication key", `hlp_auth_${HEX}`],
    ["a hosted key", `hlp_${HEX}`],
    ["a digit too few", `hlu_${HEX.slice(1)}`],
    ["a digit too many", `hlu_${HEX}0`],
    ["upper case", `hlu_${HEX.toUpperCase()}`],
    ["a space around it", ` hlu_${HEX}`],
    ["a line end", `hlu_${HEX}\n`],
    ["nothing", ""],
  ])("is not %s", (_name, text) => {
    expect(parseSecret(text)).toBeUndefined();
  });

  test("is another one each time", () => {
    expect(newSecret("Device").bytes).not.toEqual(newSecret("Device").bytes);
  });
});

import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { incrementalSha256 } from "../../src/crypto/incremental-sha256.ts";

describe.each([
  ["as Bun has it", undefined],
  ["as a browser must do it", { crypto }],
])("SHA-256 of pieces, %s,", (_name, runtime) => {
  test("is that of the whole, as another implementation has it", () => {
    const whole = crypto.getRandomValues(new Uint8Array(100_000));
    for (const size of [1, 63, 64, 65, 4096, 200_000]) {
      const hash = incrementalSha256(runtime);
      const end = size === 1 ? 500 : whole.length;
      for (let start = 0; start < end; start += size)
        hash.update(whole.subarray(start, Math.min(start + size, end)));
      expect(hash.hex()).toBe(createHash("sha256").update(whole.subarray(0, end)).digest("hex"));
    }
  });

  test("of nothing is that of the empty file", () => {
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    expect(incrementalSha256(runtime).hex()).toBe(empty);
  });
});

import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { toBase64Url } from "../../src/protocol/bytes.ts";
import {
  Bytes32Schema,
  CountSchema,
  NameSchema,
  SignatureSchema,
  TimeSchema,
  timestamp,
} from "../../src/protocol/primitives.ts";

describe("times", () => {
  test("a timestamp is UTC with milliseconds, 24 characters", () => {
    expect(timestamp(0)).toBe("1970-01-01T00:00:00.000Z");
    expect(v.is(TimeSchema, timestamp())).toBe(true);
  });

  test.each([
    ["no milliseconds", "2026-11-22T09:30:00Z"],
    ["another zone", "2026-11-22T09:30:00.000+01:00"],
    ["a day that does not exist", "2026-02-30T09:30:00.000Z"],
    ["an hour that does not exist", "2026-02-03T25:30:00.000Z"],
    ["a year of five digits", "+12026-02-03T05:30:00.000Z"],
  ])("a time with %s is refused", (_name, text) => {
    expect(v.is(TimeSchema, text)).toBe(false);
  });
});

test("a digest has 32 bytes and a signature 64, no more and no fewer", () => {
  const sizes = [0, 31, 32, 33, 63, 64, 65].map((size) => toBase64Url(new Uint8Array(size)));
  expect(sizes.map((text) => v.is(Bytes32Schema, text)).indexOf(true)).toBe(2);
  expect(sizes.filter((text) => v.is(Bytes32Schema, text))).toHaveLength(1);
  expect(sizes.map((text) => v.is(SignatureSchema, text)).indexOf(true)).toBe(5);
  expect(sizes.filter((text) => v.is(SignatureSchema, text))).toHaveLength(1);
});

test.each([-1, 1.5, Number.NaN, 2 ** 53, "1"])("the count %p is refused", (value) => {
  expect(v.is(CountSchema, value)).toBe(false);
});

test.each(["", "   ", "x".repeat(121), "two\nlines", "bell\u0007"])("the name %p is refused", (name) => {
  expect(v.is(NameSchema, name)).toBe(false);
});

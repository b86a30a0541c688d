import { expect, test } from "bun:test";
import * as v from "valibot";
import { newId } from "../../src/protocol/id.ts";
import { IdSchema } from "../../src/protocol/primitives.ts";

test("a new id is a lowercase UUIDv7 that the schema takes", () => {
  for (let round = 0; round < 500; round++) expect(v.is(IdSchema, newId())).toBe(true);
});

test("an id starts with the milliseconds since 1970", () => {
  const now = Date.UTC(2026, 10, 22, 9, 30);
  expect(Number.parseInt(newId(now).replace("-", "").slice(0, 12), 16)).toBe(now);
});

test("ids of one millisecond differ", () => {
  expect(new Set(Array.from({ length: 1000 }, () => newId(0))).size).toBe(1000);
});

test.each([
  ["upper case", "019AAAAA-0000-7000-8000-000000000000"],
  ["version 4", "019aaaaa-0000-4000-8000-000000000000"],
  ["another variant", "019aaaaa-0000-7000-c000-000000000000"],
  ["a line end", "019aaaaa-0000-7000-8000-000000000000\n"],
  ["a path", "../../019aaaaa-0000-7000-8000-000000000000"],
])("an id with %s is refused", (_name, text) => {
  expect(v.is(IdSchema, text)).toBe(false);
});

import { expect, test } from "bun:test";
import * as v from "valibot";
import { HiloopError } from "../../src/protocol/error.ts";
import { parseInput } from "../../src/protocol/parse.ts";

const Schema = v.strictObject({
  title: v.string(),
  buttons: v.array(v.strictObject({ action: v.string() })),
  level: v.exactOptional(v.picklist(["a", "b"], "expected one of a, b")),
});

function issuesOf(input: unknown) {
  try {
    parseInput(Schema, input, "message");
  } catch (error) {
    if (error instanceof HiloopError) return { code: error.code, issues: error.issues };
  }
  return undefined;
}

test("good input comes back as it is", () => {
  const input = { title: "x", buttons: [{ action: "go" }] };
  expect(parseInput(Schema, input, "message")).toEqual(input);
});

test("every problem is told at once, each with its place", () => {
  expect(issuesOf({ buttons: [{ action: 1 }], level: "c", extra: true })).toEqual({
    code: "invalid_input",
    issues: [
      { path: "title", message: "is required" },
      { path: "buttons[0].action", message: "expected string, got 1" },
      { path: "level", message: "expected one of a, b" },
      { path: "extra", message: "is not a known field" },
    ],
  });
});

test("the sentence names what is wrong and every place", () => {
  const error = new HiloopError("invalid_input", "The message is not valid.", {
    issues: [
      { path: "title", message: "is required" },
      { path: "", message: "too long" },
    ],
    advice: "Send it again.",
  });
  expect(error.sentence).toBe("The message is not valid. title: is required; too long. Send it again.");
});

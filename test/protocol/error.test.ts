import { expect, test } from "bun:test";
import * as v from "valibot";
import { ERROR_CODES, HiloopError, toHiloopError } from "../../src/protocol/error.ts";
import { ProblemSchema, toProblem } from "../../src/protocol/problem.ts";

test.each(Object.keys(ERROR_CODES))("an error %s is told whole by a problem document", (name) => {
  const code = v.parse(ProblemSchema.entries.code, name);
  const error = new HiloopError(code, "It failed.", {
    advice: "Do this.",
    issues: [{ path: "a[0]", message: "is required" }],
  });
  const problem = v.parse(ProblemSchema, JSON.parse(JSON.stringify(toProblem(error, "request-1"))));
  expect(problem).toMatchObject({
    type: "about:blank",
    status: error.status,
    code,
    detail: "It failed.",
    advice: "Do this.",
    issues: error.issues,
    requestId: "request-1",
  });
});

test("every code has a status and a failing exit code", () => {
  for (const { status, exit } of Object.values(ERROR_CODES)) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(exit).toBeGreaterThan(0);
  }
});

test("an unknown failure becomes a fixed sentence, and the log keeps the cause", () => {
  const cause = new Error("hlu_ secret in here");
  const error = toHiloopError(cause);
  expect(error.code).toBe("internal");
  expect(error.sentence).not.toContain("secret");
  expect(error.cause).toBe(cause);
});

test("a hiloop error stays what it is", () => {
  const error = new HiloopError("gone", "The link ended.");
  expect(toHiloopError(error)).toBe(error);
});

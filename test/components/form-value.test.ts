import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { type FormField, FormFieldSchema } from "../../src/components/form-field.ts";
import { valueProblem } from "../../src/components/form-value.ts";
import { fieldOf } from "./refusal.ts";

const ID = "01997b1e-7d3a-7c62-9a54-0c7f3f0f1a2b";
const options = ["a", { value: "b", label: "B" }];

function field(more: object): FormField {
  return v.parse(FormFieldSchema, fieldOf(more));
}

// biome-ignore format: a table reads best with one case a line.
const fitting: [object, unknown[]][] = [
  [{ kind: "text" }, ["", "x", "äöü"]],
  [{ kind: "text", min: 2, max: 3 }, ["", "ab", "😀😀😀"]],
  [{ kind: "text", pattern: "OPS-\\d+" }, ["", "OPS-1"]],
  [{ kind: "text", required: true }, ["x"]],
  [{ kind: "textarea" }, ["a\nb"]],
  [{ kind: "number" }, [0, -1.5, 1e9]],
  [{ kind: "number", min: 1, max: 2 }, [1, 1.5, 2]],
  [{ kind: "slider" }, [0, 100]],
  [{ kind: "slider", min: -5, max: 500 }, [-5, 500]],
  [{ kind: "select", options }, ["", "a", "b"]],
  [{ kind: "multiselect", options }, [[], ["a"], ["b", "a"]]],
  [{ kind: "multiselect", options, min: 2 }, [[], ["b", "a"]]],
  [{ kind: "checkbox" }, [true, false]],
  [{ kind: "checkbox", required: true }, [true]],
  [{ kind: "date" }, ["", "2026-02-28", "2028-02-29"]],
  [{ kind: "date", min: "2026-01-01", max: "2026-12-31" }, ["2026-01-01", "2026-12-31"]],
  [{ kind: "time", min: "09:00" }, ["09:00", "09:00:30", "23:59"]],
  [{ kind: "email" }, ["", "ada@example.org", "root@localhost"]],
  [{ kind: "url" }, ["", "https://example.org/a?b#c", "HTTP://localhost:80"]],
  [{ kind: "file" }, [ID]],
];

// biome-ignore format: a table reads best with one case a line.
const wrong: [object, string, unknown[]][] = [
  [{ kind: "text" }, "expected a string", [5, null, [], {}, true]],
  [{ kind: "text" }, "expected a single line", ["a\nb"]],
  [{ kind: "text" }, "expected at most 10000 characters", ["x".repeat(10_001)]],
  [{ kind: "text", min: 2 }, "expected at least 2 characters", ["a", "😀"]],
  [{ kind: "text", max: 3 }, "expected at most 3 characters", ["abcd"]],
  [{ kind: "text", pattern: "OPS-\\d+" }, "expected text that matches OPS-\\d+", ["OPS-", "xOPS-1", "OPS-1\u200B"]],
  [{ kind: "text", pattern: "(a+)+b" }, "expected at most 1000 characters", ["a".repeat(50_000)]],
  [{ kind: "text", required: true }, "this field is required", ["", " ", undefined]],
  [{ kind: "textarea" }, "expected at most 100000 characters", ["x".repeat(100_001)]],
  [{ kind: "number" }, "expected a number", ["5", null, Number.NaN, Number.POSITIVE_INFINITY, true]],
  [{ kind: "number", min: 1 }, "expected at least 1", [0]],
  [{ kind: "slider" }, "expected at most 100", [101]],
  [{ kind: "slider" }, "expected at least 0", [-1]],
  [{ kind: "select", options }, "expected a or b", ["B", "c", 1, ["a"], "toString"]],
  [{ kind: "multiselect", options }, "expected a list of options", ["a", null, {}]],
  [{ kind: "multiselect", options }, "expected a or b", [["c"], ["a", null]]],
  [{ kind: "multiselect", options }, "expected each option once", [["a", "a"]]],
  [{ kind: "multiselect", options, max: 1 }, "expected at most 1 choices", [["a", "b"]]],
  [{ kind: "multiselect", options, required: true }, "this field is required", [[]]],
  [{ kind: "checkbox" }, "expected true or false", ["true", 1, null]],
  [{ kind: "checkbox", required: true }, "this box must be ticked", [false, undefined]],
  [{ kind: "date" }, "expected a date such as 2026-02-28", ["2026-02-30", "28.2.2026", "2026-2-8", "2026-02-28T00:00", 5]],
  [{ kind: "date", min: "2026-01-01" }, "expected 2026-01-01 or later", ["2025-12-31"]],
  [{ kind: "date", max: "2026-01-01" }, "expected 2026-01-01 or earlier", ["2026-01-02"]],
  [{ kind: "time" }, "expected a time such as 09:30", ["24:00", "9:30", "09:60"]],
  [{ kind: "email" }, "expected an email address", ["ada", "a b@c", "a@b@c", "@b"]],
  [{ kind: "url" }, "expected an http or https address", ["javascript:alert(1)", "example.org", "https://", "ftp://x"]],
  [{ kind: "file" }, "expected the id of an attachment", ["../x", "", 5, null]],
];

describe("a value that fits its field", () => {
  test.each(fitting)("%j", (more, values) => {
    for (const value of values) expect([value, valueProblem(field(more), value)]).toEqual([value, undefined]);
  });
});

describe("a value that does not fit its field is refused with what was expected", () => {
  test.each(wrong)("%j %s", (more, message, values) => {
    for (const value of values) expect([value, valueProblem(field(more), value)]).toEqual([value, message]);
  });
});

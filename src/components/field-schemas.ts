import * as v from "valibot";

/** Longest prose in one field, in UTF-16 units: a whole log or document still fits beside the 1 MiB of a message. */
const MAX_PROSE = 200_000;
const MAX_LINE = 500;

/** True for a name that is safe as a key of a plain object: nothing that every object inherits. */
export function isSafeName(name: string): boolean {
  return !(name in {}) && name !== "prototype";
}

/** One line that has something on it: labels, titles, actions. */
export function line(max: number = MAX_LINE) {
  return v.pipe(
    v.string(),
    v.maxLength(max),
    v.regex(/\S/, "expected some text, got an empty string"),
    v.regex(/^[^\r\n]*$/, "expected a single line"),
  );
}

/** Text of any number of lines that is not empty. */
export function prose(max: number = MAX_PROSE) {
  return v.pipe(v.string(), v.maxLength(max), v.regex(/\S/, "expected some text, got an empty string"));
}

/** Text of any number of lines, possibly empty. */
export function raw(max: number = MAX_PROSE) {
  return v.pipe(v.string(), v.maxLength(max));
}

/** A list of one to `max` items. */
export function listOf<Item extends v.GenericSchema<unknown, unknown>>(item: Item, max: number) {
  return v.pipe(v.array(item), v.minLength(1), v.maxLength(max));
}

/** The name under which a value comes back in `values`. */
export function valueName() {
  return v.pipe(
    v.string(),
    v.regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, "expected a name: 1 to 64 letters, digits, _ . or -"),
    v.check(isSafeName, "this name is reserved; choose another"),
  );
}

/** The id of an attachment that was uploaded to the session. */
export function attachmentId() {
  return v.pipe(v.string(), v.uuid(), v.description("id that the upload returned"));
}

/** A figure to show: a number, or text such as `99.9 %`. */
export function figure() {
  return v.union([line(200), v.pipe(v.number(), v.finite())]);
}

/** What a table cell or the value of a pair may hold. */
export function cell() {
  return v.union([raw(10_000), v.pipe(v.number(), v.finite()), v.boolean(), v.null()]);
}

import * as v from "valibot";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAX_SECONDS = 90 * 24 * 60 * 60;

/** An id as an earlier result gave it; `from` names that result. */
export function idFrom(from: string) {
  return v.pipe(v.string(), v.trim(), v.toLowerCase(), v.regex(UUID, `expected an id as ${from} gives it`));
}

export function sessionId() {
  return idFrom("create_session or list_sessions");
}

/** A whole number from `min` on. */
export function wholeNumber(min: number, max: number, description?: string) {
  const number = v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
  return description === undefined ? number : v.pipe(number, v.description(description));
}

export function limit(max: number) {
  return wholeNumber(1, max);
}

export function expiresInSeconds(description?: string) {
  return wholeNumber(1, MAX_SECONDS, description);
}

/** A cursor that an earlier result gave: the seq up to which the caller has read. */
export function after(description?: string) {
  return wholeNumber(0, Number.MAX_SAFE_INTEGER, description);
}

export function timeoutSeconds() {
  return wholeNumber(0, Number.MAX_SAFE_INTEGER, "0: only look; default: long");
}

export function priority() {
  return v.picklist(["critical", "high", "normal", "low"]);
}

export function text(max: number, description?: string) {
  const written = v.pipe(
    v.string(),
    v.maxLength(max),
    v.regex(/\S/, "expected some text, got an empty string"),
  );
  return description === undefined ? written : v.pipe(written, v.description(description));
}

/** Components are checked by `parseComponents`, which also understands a JSON string. */
export function components(description?: string) {
  const schema = v.pipe(v.unknown(), v.metadata({ type: "array", items: { type: "object" } }));
  return description === undefined ? schema : v.pipe(schema, v.description(description));
}

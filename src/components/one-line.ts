/** A cell, a value or an item as text in one line. */
export function oneLine(value: string | number | boolean | null): string {
  return value === null ? "" : String(value).replaceAll(/\s*[\r\n]+\s*/g, " ");
}

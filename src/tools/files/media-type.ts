/** The media type that a file's name suggests. */
export function mediaType(name: string): string {
  return Bun.file(name).type.split(";")[0] || "application/octet-stream";
}

/** A file of 48 MB still fits into a call as base64. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** Cuts a stream of bytes into lines. Each byte is looked at once and copied once, however long the line. */
export class LineSplitter {
  #parts: Buffer[] = [];
  #bytes = 0;

  /** The lines that this chunk completes; undefined when a line is longer than is accepted. */
  push(chunk: Buffer): string[] | undefined {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      if (!this.#add(chunk.subarray(start, end))) return undefined;
      lines.push(this.#take());
      start = end + 1;
    }
    return this.#add(chunk.subarray(start)) ? lines : undefined;
  }

  /** What stands at the end without a line feed. */
  rest(): string[] {
    return this.#bytes > 0 ? [this.#take()] : [];
  }

  #add(part: Buffer): boolean {
    this.#bytes += part.length;
    if (this.#bytes > MAX_LINE_BYTES) return false;
    if (part.length > 0) this.#parts.push(part);
    return true;
  }

  #take(): string {
    const line = Buffer.concat(this.#parts).toString("utf8");
    this.#parts = [];
    this.#bytes = 0;
    return line;
  }
}

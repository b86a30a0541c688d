import { describe, expect, test } from "bun:test";
import { chunkNonce, newFileKey } from "../../src/crypto/attachment-key.ts";
import { openStream, sealedSize, sealStream } from "../../src/crypto/attachment-stream.ts";
import { type Bytes, concat } from "../../src/protocol/bytes.ts";
import { HiloopError } from "../../src/protocol/error.ts";
import { newId } from "../../src/protocol/id.ts";

const CHUNK = 16 * 1024;
const SEALED_CHUNK = CHUNK + 16;
const HEADER = 24 + 32;
const SIZES = [
  0,
  1,
  CHUNK - 1,
  CHUNK,
  CHUNK + 1,
  2 * CHUNK,
  16 * CHUNK - 1,
  16 * CHUNK,
  16 * CHUNK + 1,
  50 * CHUNK + 7,
];

async function* inPieces(whole: Bytes, size = 10_000) {
  for (let start = 0; start < whole.length; start += size) yield whole.slice(start, start + size);
}

function randomBytes(length: number): Bytes {
  const bytes = new Uint8Array(length);
  for (let start = 0; start < length; start += 65_536)
    crypto.getRandomValues(bytes.subarray(start, start + 65_536));
  return bytes;
}

async function sealed(plain: Bytes, key: Bytes, context: string): Promise<Bytes> {
  return concat(...(await Array.fromAsync(sealStream(inPieces(plain), key, context))));
}

/** What a reader was given, and the code of the error that ended it. */
async function opened(bytes: Bytes, key: Bytes, context: string) {
  const given: Bytes[] = [];
  try {
    for await (const block of openStream(inPieces(bytes), key, context)) given.push(block);
    return { plain: concat(...given), code: undefined };
  } catch (error) {
    return { plain: concat(...given), code: error instanceof HiloopError ? error.code : error };
  }
}

describe("a sealed file", () => {
  test.each(SIZES)("of %p bytes opens to what it was, and has the size that was foretold", async (size) => {
    const [plain, key, id] = [randomBytes(size), newFileKey(), newId()];
    const bytes = await sealed(plain, key, id);
    expect(bytes.length).toBe(sealedSize(size));
    expect(await opened(bytes, key, id)).toEqual({ plain, code: undefined });
  });

  test("comes out the same however it is cut into pieces", async () => {
    const [plain, key, id] = [randomBytes(20 * CHUNK + 5), newFileKey(), newId()];
    const bytes = await sealed(plain, key, id);
    for (const size of [1000, SEALED_CHUNK, 3 * SEALED_CHUNK + 1, bytes.length]) {
      const blocks = await Array.fromAsync(openStream(inPieces(bytes, size), key, id));
      expect(concat(...blocks)).toEqual(plain);
    }
  });

  test("opens from a ReadableStream and is another one each time it is sealed", async () => {
    const [plain, key, id] = [randomBytes(100), newFileKey(), newId()];
    const [one, two] = [await sealed(plain, key, id), await sealed(plain, key, id)];
    expect(one).not.toEqual(two);
    const stream = new ReadableStream<Bytes>({
      start: (controller) => {
        controller.enqueue(one);
        controller.close();
      },
    });
    expect(concat(...(await Array.fromAsync(openStream(stream, key, id))))).toEqual(plain);
  });

  test("passes a failure of its source on as it is", async () => {
    async function* broken() {
      yield new Uint8Array(HEADER);
      throw new TypeError("The connection was lost.");
    }
    const key = newFileKey();
    await expect(Array.fromAsync(sealStream(broken(), key, "x"))).rejects.toThrow("The connection was lost.");
  });
});

describe("a sealed file is refused as tampered, and nothing that is not authentic is given,", () => {
  const key = newFileKey();
  const id = newId();
  const plain = randomBytes(40 * CHUNK + 100);
  const file = sealed(plain, key, id);
  const chunk = (bytes: Bytes, index: number) =>
    bytes.subarray(HEADER + index * SEALED_CHUNK, HEADER + (index + 1) * SEALED_CHUNK);
  const turned = (bytes: Bytes, at: number) => bytes.with(at, (bytes[at] ?? 0) ^ 1);

  // biome-ignore format: a table reads best with one case a line.
  const cases: [string, (bytes: Bytes) => Bytes][] = [
    ["empty", () => new Uint8Array(0)],
    ["cut off in the header", (bytes) => bytes.slice(0, HEADER - 1)],
    ["cut off after the header", (bytes) => bytes.slice(0, HEADER)],
    ["cut off in a tag", (bytes) => bytes.slice(0, HEADER + 15)],
    ["cut off between chunks", (bytes) => bytes.slice(0, HEADER + 20 * SEALED_CHUNK)],
    ["cut off at the end of a batch", (bytes) => bytes.slice(0, HEADER + 32 * SEALED_CHUNK)],
    ["cut off before its last chunk", (bytes) => bytes.slice(0, HEADER + 40 * SEALED_CHUNK)],
    ["cut off by one byte", (bytes) => bytes.slice(0, -1)],
    ["one byte longer", (bytes) => concat(bytes, Uint8Array.of(0))],
    ["longer by its own last chunk", (bytes) => concat(bytes, chunk(bytes, 40))],
    ["longer by a chunk in the middle", (bytes) => concat(bytes.slice(0, HEADER + SEALED_CHUNK), chunk(bytes, 0), bytes.slice(HEADER + SEALED_CHUNK))],
    ["without its first chunk", (bytes) => concat(bytes.slice(0, HEADER), bytes.slice(HEADER + SEALED_CHUNK))],
    ["with two chunks in each other's place", (bytes) => concat(bytes.slice(0, HEADER), chunk(bytes, 1), chunk(bytes, 0), bytes.slice(HEADER + 2 * SEALED_CHUNK))],
    ["with another salt", (bytes) => turned(bytes, 0)],
    ["with another commitment", (bytes) => turned(bytes, 24)],
    ["with the last bit of the commitment turned", (bytes) => turned(bytes, HEADER - 1)],
    ["with a bit turned in the first chunk", (bytes) => turned(bytes, HEADER)],
    ["with a bit turned in a tag", (bytes) => turned(bytes, HEADER + SEALED_CHUNK - 1)],
    ["with a bit turned in the last chunk", (bytes) => turned(bytes, bytes.length - 20)],
  ];

  test.each(cases)("%s", async (_name, change) => {
    const { plain: given, code } = await opened(change(await file), key, id);
    expect(code).toBe("tampered");
    expect(given).toEqual(plain.slice(0, given.length));
  });

  test("under another key or as another attachment, before its first byte", async () => {
    expect(await opened(await file, newFileKey(), id)).toEqual({
      plain: new Uint8Array(0),
      code: "tampered",
    });
    expect(await opened(await file, key, newId())).toEqual({ plain: new Uint8Array(0), code: "tampered" });
  });

  test("when its last chunk is whole, even if it is authentic", async () => {
    const exact = randomBytes(CHUNK);
    const bytes = await sealed(exact, key, id);
    expect(await opened(bytes.slice(0, HEADER + SEALED_CHUNK), key, id)).toMatchObject({ code: "tampered" });
  });

  test("with chunks of another file of the same key", async () => {
    const other = await sealed(plain, key, id);
    const mixed = concat(
      (await file).slice(0, HEADER + 20 * SEALED_CHUNK),
      other.slice(HEADER + 20 * SEALED_CHUNK),
    );
    const { plain: given, code } = await opened(mixed, key, id);
    expect(code).toBe("tampered");
    expect(given).toEqual(plain.slice(0, given.length));
  });
});

describe("the nonce of a chunk", () => {
  const base = new Uint8Array(12).fill(0xff);

  test("is the base XOR the number, big-endian", () => {
    expect(chunkNonce(base, 0).toHex()).toBe("ff".repeat(12));
    expect(chunkNonce(base, 1).toHex()).toBe(`${"ff".repeat(11)}fe`);
    expect(chunkNonce(base, 0x0102030405).toHex()).toBe(`${"ff".repeat(7)}fefdfcfbfa`);
    expect(chunkNonce(new Uint8Array(12), 2 ** 38 - 1).toHex()).toBe(`${"00".repeat(7)}3fffffffff`);
    expect(base.toHex()).toBe("ff".repeat(12));
  });

  test("is never made for a chunk from 2^38 on", () => {
    expect(() => chunkNonce(base, 2 ** 38)).toThrow(RangeError);
  });
});

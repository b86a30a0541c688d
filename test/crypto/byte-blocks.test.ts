import { describe, expect, test } from "bun:test";
import { byteBlocks, oneAhead } from "../../src/crypto/byte-blocks.ts";
import { type Bytes, concat } from "../../src/protocol/bytes.ts";

async function* pieces(whole: Bytes, size: number) {
  for (let start = 0; start < whole.length; start += size) yield whole.slice(start, start + size);
}

describe("blocks", () => {
  test("have one size, but for a shorter last one, however the bytes came", async () => {
    for (const length of [0, 1, 9, 10, 11, 20, 95]) {
      const whole = crypto.getRandomValues(new Uint8Array(length));
      for (const size of [1, 3, 10, 25, 100]) {
        const blocks = await Array.fromAsync(byteBlocks(pieces(whole, size), 10));
        expect(concat(...blocks)).toEqual(whole);
        expect(blocks.slice(0, -1).every((block) => block.length === 10)).toBe(true);
        expect(blocks.at(-1)?.length).toBe(length % 10);
      }
    }
  });

  test("may begin with a first one of another size", async () => {
    const whole = new Uint8Array(26).map((_, index) => index);
    const blocks = await Array.fromAsync(byteBlocks(pieces(whole, 7), 10, 4));
    expect(blocks.map((block) => block.length)).toEqual([4, 10, 10, 2]);
    expect(concat(...blocks)).toEqual(whole);
  });

  test("come from a stream too, which is cancelled when its reader stops early", async () => {
    let cancelled = false;
    const stream = new ReadableStream<Bytes>({
      pull: (controller) => controller.enqueue(new Uint8Array(6)),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const block of byteBlocks(stream, 4)) {
      expect(block.length).toBe(4);
      break;
    }
    expect(cancelled).toBe(true);
  });
});

describe("reading one ahead", () => {
  test("keeps the order and asks for the next before the last is used", async () => {
    const asked: number[] = [];
    async function* source() {
      for (const value of [1, 2, 3]) {
        asked.push(value);
        yield value;
      }
    }
    const seen: number[][] = [];
    for await (const value of oneAhead(source())) seen.push([value, asked.length]);
    expect(seen).toEqual([
      [1, 2],
      [2, 3],
      [3, 3],
    ]);
  });

  test("fails in its turn: what came before is given first", async () => {
    async function* source() {
      yield 1;
      throw new Error("broken");
    }
    const seen: number[] = [];
    const reading = async () => {
      for await (const value of oneAhead(source())) seen.push(value);
    };
    await expect(reading()).rejects.toThrow("broken");
    expect(seen).toEqual([1]);
  });

  test("ends its source when its reader stops early", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    async function* source() {
      try {
        for (;;) yield 1;
      } finally {
        resolve("ended");
      }
    }
    for await (const value of oneAhead(source())) if (value === 1) break;
    expect(await promise).toBe("ended");
  });
});

describe("the memory of pieces", () => {
  test("is given back once they were copied, and a piece that is a block is given on", async () => {
    const given = [new Uint8Array(7).fill(1), new Uint8Array(3).fill(2), new Uint8Array(10).fill(3)];
    async function* source() {
      yield* given;
    }
    const blocks = await Array.fromAsync(byteBlocks(source(), 10));
    expect(blocks.map((block) => block.length)).toEqual([10, 10, 0]);
    expect(given.map((piece) => piece.length)).toEqual([0, 0, 10]);
    expect(blocks[1]?.buffer === given[2]?.buffer).toBe(true);
  });

  test("stays where a piece is a view of something larger", async () => {
    const whole = new Uint8Array(100).fill(7);
    async function* source() {
      yield whole.subarray(0, 5);
    }
    await Array.fromAsync(byteBlocks(source(), 10));
    expect(whole).toEqual(new Uint8Array(100).fill(7));
  });
});

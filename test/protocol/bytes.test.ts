import { describe, expect, test } from "bun:test";
import {
  concat,
  fromBase64Url,
  fromHex,
  fromUtf8,
  toBase64Url,
  toHex,
  utf8,
} from "../../src/protocol/bytes.ts";

describe("base64url", () => {
  test("bytes of every length survive the way there and back, without padding", () => {
    for (let length = 0; length < 70; length++) {
      const bytes = crypto.getRandomValues(new Uint8Array(length));
      const text = toBase64Url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64url"));
      expect(fromBase64Url(text)).toEqual(bytes);
    }
  });

  const refused: [string, string][] = [
    ["padding", "AA=="],
    ["the other alphabet", "+/+/"],
    ["stray last bits", "AB"],
    ["white space", "AA AA"],
    ["a line end", "AAAA\n"],
    ["one character alone", "A"],
    ["letters outside ASCII", "ÄÄÄÄ"],
  ];
  test.each(refused)("%s is refused, so that each value has one text", (_name, text) => {
    expect(fromBase64Url(text)).toBeUndefined();
  });
});

describe("hexadecimal", () => {
  test("bytes survive the way there and back in lowercase", () => {
    const bytes = Uint8Array.of(0, 1, 0x7f, 0x80, 0xff);
    expect(toHex(bytes)).toBe("00017f80ff");
    expect(fromHex("00017f80ff")).toEqual(bytes);
  });

  test.each(["0", "FF", "0g", "00 ", "0x00"])("%p is refused", (text) => {
    expect(fromHex(text)).toBeUndefined();
  });
});

describe("text", () => {
  test("UTF-8 keeps every character and a leading byte order mark", () => {
    const text = "\ufeffZoë 🚀";
    expect(fromUtf8(utf8(text))).toBe(text);
  });

  test("bytes that are not UTF-8 throw instead of being replaced", () => {
    expect(() => fromUtf8(Uint8Array.of(0xff, 0xfe))).toThrow(TypeError);
  });
});

test("parts are joined in order, and the whole shares no memory with them", () => {
  const part = Uint8Array.of(1, 2);
  const whole = concat(part, new Uint8Array(0), Uint8Array.of(3));
  part[0] = 9;
  expect(whole).toEqual(Uint8Array.of(1, 2, 3));
});

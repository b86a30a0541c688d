import { describe, expect, test } from "bun:test";
import { macSignatureProblems } from "../../../scripts/macos/mac-signature-problems.ts";
import { signedMachO } from "../../../scripts/macos/signed-mach-o.ts";
import { tinyMachO } from "./tiny-mach-o.ts";

const IDENTIFIER = "org.example.tiny";
const ENTITLEMENTS = {
  xml: new TextEncoder().encode(
    "<plist><dict><key>com.apple.security.cs.allow-jit</key><true/></dict></plist>",
  ),
  der: Uint8Array.from([0x70, 0x03, 0x02, 0x01, 0x01]),
};

describe.each(["x64", "arm64"] as const)("a small executable for %s", (cpu) => {
  const signed = signedMachO(tinyMachO({ cpu, entitlements: ENTITLEMENTS }), IDENTIFIER);

  test("is invalid before, valid once signed, and the same when signed again", () => {
    expect(macSignatureProblems(tinyMachO({ cpu, entitlements: ENTITLEMENTS }))).not.toEqual([]);
    expect(macSignatureProblems(signed, { identifier: IDENTIFIER })).toEqual([]);
    expect(signedMachO(signed, IDENTIFIER)).toEqual(signed);
    expect(signedMachO(signed, "org.example.other")).not.toEqual(signed);
  });

  test("keeps its entitlements", () => {
    const text = Buffer.from(signed).toString("latin1");
    expect(text).toContain(Buffer.from(ENTITLEMENTS.xml).toString("latin1"));
    expect(text).toContain(Buffer.from(ENTITLEMENTS.der).toString("latin1"));
  });

  test("can be without entitlements", () => {
    expect(
      macSignatureProblems(signedMachO(tinyMachO({ cpu }), IDENTIFIER), { identifier: IDENTIFIER }),
    ).toEqual([]);
  });

  test("a change of any byte is found", () => {
    const unnoticed: number[] = [];
    for (let at = 0; at < signed.length; at++) {
      const other = signed.slice();
      other[at] = (other[at] ?? 0) ^ 0x04;
      if (macSignatureProblems(other, { identifier: IDENTIFIER }).length === 0) unnoticed.push(at);
    }
    expect(unnoticed).toEqual([]);
  });

  test("a cut at any byte is found", () => {
    const unnoticed: number[] = [];
    for (let length = 0; length < signed.length; length += 7) {
      if (macSignatureProblems(signed.slice(0, length), { identifier: IDENTIFIER }).length === 0)
        unnoticed.push(length);
    }
    expect(unnoticed).toEqual([]);
  });
});

describe("what is wrong is named", () => {
  const signed = signedMachO(tinyMachO({ cpu: "arm64", entitlements: ENTITLEMENTS }), IDENTIFIER);
  const signature = Buffer.from(signed).lastIndexOf(Uint8Array.from([0xfa, 0xde, 0x0c, 0xc0]));
  const directory = signature + 12 + 5 * 8;
  const hashes = directory + 88 + IDENTIFIER.length + 1 + 7 * 32;

  test.each([
    ["a page", 700, "1 pages are not the ones that were signed, the first at byte 0"],
    ["the last page", signature - 1, "1 pages are not the ones that were signed, the first at byte 32768"],
    ["a page's hash", hashes + 33, "1 pages are not the ones that were signed, the first at byte 16384"],
    ["the code limit", directory + 35, "it covers 32817 bytes of 32816"],
    ["the flags", directory + 14, "the flags are 0x102, not ad hoc"],
    ["the slot of requirements", hashes - 2 * 32, "slot 2 does not hold the hash of its blob"],
    ["an empty slot", hashes - 3 * 32, "slot 3 does not hold the hash of its blob"],
    ["the slot of entitlements", hashes - 5 * 32, "slot 5 does not hold the hash of its blob"],
    ["the slot of DER entitlements", hashes - 7 * 32, "slot 7 does not hold the hash of its blob"],
    ["the length of the signature", signature + 7, "the signature's length is not that of its blobs"],
    ["the __TEXT it names", directory + 77, "it names another __TEXT"],
  ])("%s", (_, at, problem) => {
    const other = signed.slice();
    other[at] = (other[at] ?? 0) ^ 1;
    expect(macSignatureProblems(other, { identifier: IDENTIFIER })).toEqual([problem]);
  });
});

describe("what is not known is not signed", () => {
  const tiny = tinyMachO({ cpu: "x64" });
  const changed = (at: number, value: number): Uint8Array => {
    const other = tiny.slice();
    new DataView(other.buffer).setUint32(at, value, true);
    return other;
  };

  test.each([
    ["another format", new Uint8Array(4096), "not a thin 64-bit Mach-O file"],
    ["an empty file", new Uint8Array(0), "not a thin 64-bit Mach-O file"],
    ["a fat file", changed(0, 0xbebafeca), "not a thin 64-bit Mach-O file"],
    ["another processor", changed(4, 7), "neither x64 nor arm64"],
    ["a library", changed(12, 6), "not an executable"],
    ["no signature command", changed(176, 0x1b), "no LC_CODE_SIGNATURE"],
    ["a load command of no size", changed(36, 0), "do not fit their table"],
    ["a cut file", tiny.slice(0, -1), "it is cut off"],
    ["bytes after the signature", new Uint8Array([...tiny, 1]), "something follows its signature"],
    ["another kind of signature", changed(32_816, 0), "not an embedded one"],
  ])("%s", (_, bytes, problem) => {
    expect(() => signedMachO(bytes, IDENTIFIER)).toThrow(problem);
  });

  test.each(["", "two words", "naïve", "-flag", "a\0b"])("the identifier %p", (identifier) => {
    expect(() => signedMachO(tiny, identifier)).toThrow("is no identifier");
  });
});

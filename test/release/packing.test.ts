import { expect, test } from "bun:test";
import { join } from "node:path";

/** An hour that the clocks in Berlin leave out, which no wall clock there can show. */
const TIME = "2026-03-29T02:30:00Z";
const ARCHIVE = join(import.meta.dir, "../../scripts/release/archive.ts");

const PROGRAM = `
import { packTarGz, packZip } from ${JSON.stringify(ARCHIVE)};
const content = new TextEncoder().encode("hello\\n".repeat(1000));
const files = [{ name: "a", content, executable: true }, { name: "b/c", content, executable: false }];
for (const quick of [true, false]) {
  const options = { time: new Date("${TIME}"), quick };
  for (const packed of [await packTarGz(files, options), packZip(files, options)]) console.log(Bun.hash(packed));
}
`;

test("archives have the same bytes wherever they are packed, in every time zone and locale", () => {
  const packed = ["UTC", "Asia/Tokyo", "America/St_Johns", "Europe/Berlin"].map((zone) => {
    const { stdout, stderr } = Bun.spawnSync([process.execPath, "-e", PROGRAM], {
      env: { TZ: zone, LC_ALL: zone === "UTC" ? "C" : "de_DE.UTF-8" },
    });
    expect(stderr.toString()).toBe("");
    return stdout.toString();
  });
  expect(packed[0]?.split("\n")).toHaveLength(5);
  expect(new Set(packed).size).toBe(1);
});

import { expect, test } from "bun:test";
import { folderError } from "../../src/local/folder-error.ts";

test("a file that is a mount of its own is named, with the next step", () => {
  const busy = Object.assign(new Error("EBUSY: resource busy or locked"), { code: "EBUSY" });
  expect(folderError(busy, "/k/config.json", "add the entry by hand")).toMatchObject({
    code: "storage",
    message: "/k/config.json cannot be replaced: it is a mount of its own, or in use.",
    advice: "Change it where it is mounted from, or add the entry by hand.",
  });
});

import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withoutRuntimeSwitches } from "../../scripts/build/without-runtime-switches.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const NAMES: [what: string, text: string][] = [
  ["BUN_BE_BUN", "\0BUN_BE_BUN\0"],
  ["BUN_OPTIONS", "\0RES_OPTIONS\0BUN_OPTIONS\0 linkBUN_OPTIONSBUN_INSPECT"],
  ["BUN_JSC_watchdog", "\0JSC_watchdog\0watchdog\0a watchdog\0"],
  ["BUN_JSC_functionOverrides", "\0JSC_functionOverrides\0functionOverrides SYNTAX ERROR"],
];

test("each switch loses the first letter of its name, wherever it stands, and other texts stay", async () => {
  await using folder = await tempDir();
  const file = join(folder.path, "hiloop");
  writeFileSync(file, NAMES.map(([, text]) => text).join(""), "latin1");

  await withoutRuntimeSwitches(file);

  expect(readFileSync(file, "latin1")).toBe(
    "\0ÿUN_BE_BUN\0\0RES_OPTIONS\0ÿUN_OPTIONS\0 linkÿUN_OPTIONSBUN_INSPECT\0JSC_ÿatchdog\0ÿatchdog\0a watchdog\0\0JSC_ÿunctionOverrides\0functionOverrides SYNTAX ERROR",
  );
});

for (const [missing] of NAMES) {
  test(`a runtime that does not name ${missing} stops the build and is left as it was`, async () => {
    await using folder = await tempDir();
    const file = join(folder.path, "hiloop");
    const others = NAMES.flatMap(([what, text]) => (what === missing ? [] : text)).join("");
    writeFileSync(file, others, "latin1");

    expect(withoutRuntimeSwitches(file)).rejects.toThrow(
      `Bun's runtime was expected to name ${missing}; look at how it reads that now.`,
    );
    expect(readFileSync(file, "latin1")).toBe(others);
  });
}

import { expect, test } from "bun:test";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HiloopError } from "../../src/protocol/error.ts";
import { installService, lookAtService, uninstallService } from "../../src/service/install-service.ts";
import { launchd } from "../../src/service/launchd.ts";
import type { ServiceManager } from "../../src/service/service-manager.ts";
import { tempDir } from "../helpers/temp-dir.ts";

/** There is no launchd here: this one writes down how it was called. The first bootstrap fails, as it does while the old one ends. */
function fakeLaunchctl(folder: string): { manager: ServiceManager; calls(): string[] } {
  const log = join(folder, "calls");
  const program = join(folder, "launchctl");
  writeFileSync(
    program,
    `#!/bin/sh\necho "$*" >>'${log}'\n[ "$1" != bootstrap ] || [ "$(grep -c bootstrap '${log}')" -gt 1 ]\n`,
  );
  chmodSync(program, 0o700);
  const manager = { ...launchd(folder, 501), environment: { PATH: `${folder}:/usr/bin:/bin` } };
  return { manager, calls: () => readFileSync(log, "utf8").trim().split("\n") };
}

test("launchd is told to load a new agent once the old one has ended, and to unload it at the end", async () => {
  await using folder = await tempDir();
  const { manager, calls } = fakeLaunchctl(folder.path);
  const before = await lookAtService(manager);
  expect(before).toEqual({ text: undefined, answers: true, runs: true });
  const command = ["/usr/local/bin/hiloop", "serve"] as const;
  await installService(manager, { command, before, check: async () => undefined });
  expect(readFileSync(manager.file, "utf8")).toContain("<string>/usr/local/bin/hiloop</string>");
  await uninstallService(manager);
  expect(existsSync(manager.file)).toBe(false);
  expect(calls().map((call) => call.replace(folder.path, "HOME"))).toEqual([
    "print gui/501",
    "print gui/501/com.hi-loop.hiloop",
    "bootout gui/501/com.hi-loop.hiloop",
    "bootstrap gui/501 HOME/Library/LaunchAgents/com.hi-loop.hiloop.plist",
    "bootstrap gui/501 HOME/Library/LaunchAgents/com.hi-loop.hiloop.plist",
    "print gui/501",
    "bootout gui/501/com.hi-loop.hiloop",
  ]);
});

test("a first agent that does not do what it is for is unloaded and removed again", async () => {
  await using folder = await tempDir();
  const { manager, calls } = fakeLaunchctl(folder.path);
  const before = await lookAtService(manager);
  const check = () => Promise.reject(new HiloopError("unavailable", "Nobody answers."));
  const fails = installService(manager, { command: ["/usr/local/bin/hiloop", "serve"], before, check });
  await expect(fails).rejects.toMatchObject({
    code: "unavailable",
    message: "Nobody answers. It was taken away again.",
  });
  expect(existsSync(manager.file)).toBe(false);
  expect(calls().at(-1)).toBe("bootout gui/501/com.hi-loop.hiloop");
});

test("a loaded agent that does not do what it is for gives way to the one that was there", async () => {
  await using folder = await tempDir();
  const { manager, calls } = fakeLaunchctl(folder.path);
  const install = async (port: string, check: () => Promise<void>) => {
    const before = await lookAtService(manager);
    const command = ["/usr/local/bin/hiloop", "serve", "--port", port] as const;
    return await installService(manager, { command, before, check });
  };
  await install("4450", async () => undefined);
  const worked = readFileSync(manager.file, "utf8");
  const fails = install("4451", () => Promise.reject(new Error("nobody answers")));
  await expect(fails).rejects.toMatchObject({
    code: "unavailable",
    message: "With these flags the service does not run, so it was started again as it was before.",
  });
  expect(readFileSync(manager.file, "utf8")).toBe(worked);
  expect(calls().at(-1)).toStartWith("bootstrap gui/501 ");
});

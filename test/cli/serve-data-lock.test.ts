import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { sandbox } from "../local/sandbox.ts";

const SLOW_MS = 60_000;
const IN_USE =
  "hiloop: Another hiloop server already works on this data folder. Use that one, stop it first, or start this one with another data folder.\n";

test(
  "a second server does not start on the data of a running one, also after its lock file was deleted",
  async () => {
    await using home = await sandbox();
    const data = join(home.folder, "data");
    const serve = ["serve", "--port", "0", "--data", data];
    const first = home.start(serve);
    await first.stdout.getReader().read();
    rmSync(join(data, "server.lock"));
    for (const _ of ["at once", "once there is another lock file", "after that"])
      expect(await home.run(serve)).toEqual({ code: 2, out: "", err: IN_USE });
    first.kill("SIGTERM");
    await first.exited;
    const next = home.start(serve);
    const { value } = await next.stdout.getReader().read();
    expect(new TextDecoder().decode(value)).toStartWith("http://127.0.0.1:");
  },
  SLOW_MS,
);

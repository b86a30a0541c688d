import { expect, test } from "bun:test";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { freePort } from "../helpers/free-port.ts";
import { until } from "../helpers/until.ts";
import { type Sandbox, sandbox } from "../local/sandbox.ts";
import { type UserSystemd, userSystemd, whyNoUserSystemd } from "./user-systemd.ts";

const missing = whyNoUserSystemd();
const systemdTest = missing === undefined ? test : test.skip;
const note = missing === undefined ? "" : ` (skipped: ${missing})`;

/** All that ExecStart could take for something else; in a program's path systemd refuses quotes and backslashes. */
const STRANGE = `a b%h $HOME "c" 'd' \\n ;é日`;
const STRANGE_FOLDER = "a b%h $HOME ;é日";

async function mainPid(systemd: UserSystemd): Promise<number> {
  const { out } = await systemd.run("systemctl", "--user", "show", "hiloop", "--property=MainPID", "--value");
  return Number(out);
}

async function health(port: number): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/healthz`, { keepalive: false }).catch(
    () => undefined,
  );
  return response?.json();
}

/** A server of somebody else's; gives its port. */
async function serving(home: Sandbox, port: number, data = join(home.folder, "data")): Promise<number> {
  const child = home.start(["serve", "--port", `${port}`, "--data", data]);
  await child.stdout.getReader().read();
  return port;
}

systemdTest(
  `under a real systemd it is installed, restarted, read in the journal, stopped and removed${note}`,
  async () => {
    await using systemd = await userSystemd(STRANGE_FOLDER);
    const port = freePort();
    const data = join(systemd.home, `data ${STRANGE}`);
    const flags = ["--port", `${port}`, "--data", data];
    const serve = (...more: string[]) => systemd.run(systemd.program, "serve", ...more);

    const installed = await serve("--install-service", ...flags);
    expect([installed.code, installed.err]).toEqual([0, expect.stringContaining("It runs on port")]);
    expect(installed.out).toBe(`${join(systemd.home, ".config/systemd/user/hiloop.service")}\n`);
    expect(installed.err).toContain(`is in ${join(data, "setup-link")}.`);
    expect(await health(port)).toMatchObject({ name: "hiloop", setUp: false });
    expect(statSync(join(data, "setup-link")).mode & 0o777).toBe(0o600);
    const first = await mainPid(systemd);

    const again = await serve("--install-service", ...flags);
    expect([again.code, await mainPid(systemd)]).toEqual([0, first]);
    expect(again.err).toContain("installed already");

    // What its user wants otherwise goes beside the file, and is left alone.
    const dropIn = join(systemd.home, ".config/systemd/user/hiloop.service.d/mine.conf");
    mkdirSync(join(dropIn, ".."));
    writeFileSync(dropIn, "[Service]\nRestartSec=0\n");
    const changed = await serve("--install-service", ...flags, "--public-url", "https://hiloop.example");
    expect([changed.code, changed.err]).toEqual([0, expect.stringContaining("Wrote the service.")]);
    const second = await mainPid(systemd);
    expect(second).not.toBe(first);

    await systemd.run("kill", "-9", `${second}`);
    await until(async () => ![0, second].includes(await mainPid(systemd)) && Boolean(await health(port)));

    await systemd.run("systemctl", "--user", "stop", "hiloop");
    const properties = ["Result", "ExecMainStatus", "ActiveState", "NRestarts"].map((name) => `-p${name}`);
    const { out } = await systemd.run("systemctl", "--user", "show", "hiloop", ...properties);
    expect(out.trim().split("\n").sort()).toEqual([
      "ActiveState=inactive",
      "ExecMainStatus=0",
      "NRestarts=1",
      "Result=success",
    ]);
    await until(async () => (await systemd.journal("hiloop.service")).includes("listens on"));
    const journal = await systemd.journal("hiloop.service");
    expect(journal).not.toContain(readFileSync(join(data, "setup-link"), "utf8").split("#")[1]?.trim());
    expect(journal).not.toContain("\u001b");

    const removed = await serve("--uninstall-service");
    expect([removed.code, removed.err]).toEqual([0, expect.stringContaining("Its data was left")]);
    expect([
      existsSync(installed.out.trim()),
      existsSync(dropIn),
      existsSync(join(data, "hiloop.db")),
    ]).toEqual([false, true, true]);
    const { out: state } = await systemd.run("systemctl", "--user", "is-enabled", "hiloop");
    expect(state.trim()).toBe("");
    expect((await serve("--uninstall-service")).err).toContain("There is no service");
  },
  60_000,
);

systemdTest(
  `a service that runs goes on when its new port is another's, hiloop's or not${note}`,
  async () => {
    await using systemd = await userSystemd("bin");
    await using home = await sandbox();
    using foreign = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
    const other = await serving(home, freePort());
    const port = freePort();
    const data = join(systemd.home, "data");
    const install = (at: number, ...more: string[]) =>
      systemd.run(systemd.program, "serve", "--install-service", "--port", `${at}`, "--data", data, ...more);
    const unit = (await install(port)).out.trim();
    const [pid, text] = [await mainPid(systemd), readFileSync(unit, "utf8")];
    for (const taken of [foreign.port, other]) {
      const refused = await install(taken);
      expect([refused.code, refused.out]).toEqual([2, ""]);
      expect(refused.err).toContain(`Port ${taken} on 127.0.0.1 cannot be listened on.`);
      expect([await mainPid(systemd), readFileSync(unit, "utf8")]).toEqual([pid, text]);
    }
    // Its own port is no obstacle to it, at whatever address.
    const everywhere = await install(port, "--host", "0.0.0.0");
    expect([everywhere.code, everywhere.err]).toEqual([0, expect.stringContaining("It runs on port")]);

    // Stopped, it has no claim to a port that somebody else took meanwhile.
    await systemd.run("systemctl", "--user", "stop", "hiloop");
    await using later = await sandbox();
    await serving(later, port);
    expect(await install(port, "--host", "0.0.0.0")).toMatchObject({ code: 2, out: "" });
  },
  60_000,
);

systemdTest(
  `a service that does not run with its new flags is started again with the old ones${note}`,
  async () => {
    await using systemd = await userSystemd("bin");
    const [port, other] = [freePort(), freePort()];
    const install = (at: number, data: string) =>
      systemd.run(systemd.program, "serve", "--install-service", "--port", `${at}`, "--data", data);
    const data = join(systemd.home, "data");
    const unit = (await install(port, data)).out.trim();
    const text = readFileSync(unit, "utf8");
    const broken = join(systemd.home, "broken");
    mkdirSync(join(broken, "hiloop.db"), { recursive: true });
    chownSync(broken, 65_534, 65_534);

    const failed = await install(other, broken);

    expect([failed.code, failed.out]).toEqual([1, ""]);
    expect(failed.err).toMatch(
      /^hiloop: With these flags the service does not run, .* as it was before\. .*\n$/,
    );
    expect(readFileSync(unit, "utf8")).toBe(text);
    await until(async () => Boolean(await health(port)));
    expect(await health(other)).toBeUndefined();
  },
  60_000,
);

systemdTest(
  `a first service that does not run is stopped, switched off and removed again${note}`,
  async () => {
    await using systemd = await userSystemd("bin");
    await using home = await sandbox();
    const broken = join(systemd.home, "broken");
    mkdirSync(join(broken, "hiloop.db"), { recursive: true });
    const served = join(systemd.home, "served");
    await serving(home, freePort(), served);
    for (const folder of [broken, served]) {
      Bun.spawnSync(["chown", "-R", "65534:65534", folder]);
      const args = ["serve", "--install-service", "--port", `${freePort()}`, "--data", folder];
      expect(await systemd.run(systemd.program, ...args)).toEqual({
        code: 1,
        out: "",
        err: "hiloop: The service was started, but its server does not answer. It was taken away again. Its log says why: journalctl --user -u hiloop -f\n",
      });
      expect(existsSync(join(systemd.home, ".config/systemd/user/hiloop.service"))).toBe(false);
      const { out } = await systemd.run(
        "systemctl",
        "--user",
        "list-units",
        "--all",
        "--plain",
        "--no-legend",
      );
      expect(out).not.toContain("hiloop.service");
      expect(readdirSync(join(systemd.home, ".config/systemd/user"), { recursive: true })).not.toContain(
        "default.target.wants/hiloop.service",
      );
    }
    // The log that the sentence names is still there to be read.
    const log = await systemd.run("journalctl", "--user", "-u", "hiloop", "--no-pager", "--output=cat");
    expect((await systemd.journal("hiloop.service")) + log.out).toContain(
      "already works on this data folder",
    );
  },
  60_000,
);

systemdTest(
  `a port that another program has is refused before anything is written${note}`,
  async () => {
    await using systemd = await userSystemd("bin");
    using other = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
    const args = ["serve", "--install-service", "--port", `${other.port}`];
    const refused = await systemd.run(systemd.program, ...args);
    expect([refused.code, refused.out]).toEqual([2, ""]);
    expect(refused.err).toMatch(/^hiloop: Port \d+ on 127\.0\.0\.1 cannot be listened on\. .*--port\.\n$/);
    expect(existsSync(join(systemd.home, ".config"))).toBe(false);
  },
  60_000,
);

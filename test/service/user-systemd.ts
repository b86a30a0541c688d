import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { BINARY } from "../helpers/binary.ts";
import { type Outcome, runCommand } from "../helpers/run-command.ts";
import { until } from "../helpers/until.ts";

const SCRIPT = join(import.meta.dir, "user-systemd.sh");
const NAMESPACES = ["--mount", "--cgroup", "--ipc", "--pid"];
/** `nobody`: what a manager may do without privileges is what counts. */
const USER = 65_534;
const TOOLS = ["unshare", "nsenter", "setpriv", "systemctl", "journalctl", "/lib/systemd/systemd"];

/** A real `systemd --user` with a home of its own. */
export type UserSystemd = AsyncDisposable & {
  home: string;
  /** hiloop, as this user has it. */
  program: string;
  /** Runs as that user. */
  run(...command: string[]): Promise<Outcome>;
  /** What the journal has of a unit. */
  journal(unit: string): Promise<string>;
};

/** Why none can be started here; undefined when it can. */
export function whyNoUserSystemd(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "it takes root on Linux";
  const missing = TOOLS.filter((tool) => !Bun.which(tool) && !existsSync(tool));
  if (missing.length > 0) return `${missing.join(", ")} missing`;
  const cgroup = ownCgroup();
  if (!cgroup) return "there is no cgroup2";
  try {
    const folder = join(cgroup, `hiloop-probe-${process.pid}`);
    mkdirSync(folder);
    rmdirSync(folder);
  } catch {
    return "control groups are read-only";
  }
  const probe = ["unshare", ...NAMESPACES, "--fork", "--mount-proc", "true"];
  return Bun.spawnSync(probe).success ? undefined : "namespaces cannot be made";
}

export async function userSystemd(folderName: string): Promise<UserSystemd> {
  const folder = await mkdtemp(join(tmpdir(), "hiloop-systemd-"));
  const home = join(folder, "home");
  const program = join(home, folderName, "hiloop");
  mkdirSync(dirname(program), { recursive: true });
  // mkdtemp makes it root's alone.
  for (const path of [folder, home, dirname(program)]) chownSync(path, USER, USER);
  const cgroup = join(ownCgroup() ?? "", `hiloop-test-${process.pid}-${crypto.randomUUID().slice(0, 8)}`);
  mkdirSync(cgroup);
  const inside = ["unshare", ...NAMESPACES, "--fork", "--mount-proc", "--kill-child", "sh", SCRIPT];
  const join_ = ["sh", "-c", 'echo 0 >"$0/cgroup.procs" && exec "$@"', cgroup];
  const child = Bun.spawn([...join_, ...inside, folder, `${USER}`, BINARY, program], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  await child.stdout.getReader().read();
  const pid = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
  const enter = ["nsenter", "--target", pid, "--mount", "--pid", "--cgroup"];
  const asUser = ["setpriv", "--reuid", `${USER}`, "--regid", `${USER}`, "--clear-groups", "env", "-i"];
  const env = [`HOME=${home}`, `XDG_RUNTIME_DIR=/run/user/${USER}`, "PATH=/usr/bin:/bin"];
  const run = (...command: string[]) => runCommand([...enter, ...asUser, ...env, ...command], { cwd: home });
  const systemd: UserSystemd = {
    home,
    program,
    run,
    journal: async (unit) => {
      const filter = ["--no-pager", "--output=cat", `_SYSTEMD_USER_UNIT=${unit}`];
      return (await runCommand([...enter, "journalctl", ...filter], { cwd: "/" })).out;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
      await until(() => removed(cgroup));
      await rm(folder, { recursive: true, force: true });
    },
  };
  await until(async () => (await run("systemctl", "--user", "show", "--property=Version")).code === 0);
  return systemd;
}

/** The folder of the control group that this process is in. */
function ownCgroup(): string | undefined {
  const path = readFileSync("/proc/self/cgroup", "utf8").match(/^0::(.*)$/m)?.[1] ?? "/";
  const roots = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"];
  return roots.map((root) => join(root, path)).find((folder) => existsSync(join(folder, "cgroup.procs")));
}

/** Whether a control group is gone, with all below it; it cannot be while processes in it are ending. */
function removed(folder: string): boolean {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !removed(join(folder, entry.name))) return false;
    }
    rmdirSync(folder);
  } catch {
    return !existsSync(folder);
  }
  return true;
}

import type { Config } from "../../config/config.ts";
import { executablePath } from "../../local/executable-path.ts";
import { restartServer } from "../../local/restart-server.ts";
import { HiloopError, toHiloopError } from "../../protocol/error.ts";
import { installRelease } from "../../upgrade/install-release.ts";
import type { Aim } from "../../upgrade/installation.ts";
import { findRelease } from "../../upgrade/release.ts";
import { releaseSource } from "../../upgrade/release-source.ts";
import { rollBack } from "../../upgrade/roll-back.ts";
import { thisInstallation } from "../../upgrade/this-installation.ts";
import { compareVersions, isVersion } from "../../upgrade/version-order.ts";
import { RELEASE_KEY, VERSION } from "../../version.ts";
import { defineCommand } from "../command.ts";
import { HOME_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import type { Context } from "../context.ts";
import { Progress } from "../progress.ts";
import { serviceNote } from "../service-note.ts";
import { usageError } from "../usage-error.ts";

const KEYLESS = "This hiloop was built without a release key, so it cannot check a release.";

export const command = defineCommand({
  flags: {
    check: { type: "boolean", description: "Only say whether there is a newer release" },
    version: { type: "string", hint: "X.Y.Z", description: "This release (default: the newest)" },
    "allow-downgrade": { type: "boolean", description: "Also install a release that is older than this one" },
    rollback: { type: "boolean", description: "Exchange this hiloop and the one that it replaced" },
    json: { type: "boolean", description: "Print JSON" },
    ...HOME_FLAGS,
  },
  run: async (flags, _positionals, context) => {
    const wanted = wantedVersion(flags, context.commandName);
    const config = configFrom(flags, { homeOfAnother: "unread" });
    const done = (version: string) => finish(version, config, flags.json, context);
    if (flags.rollback) {
      refuseUnlessAble({ deed: "roll back" });
      return await done(await rollBack(executablePath()));
    }
    if (flags.check) refuseWithoutKey();
    else refuseUnlessAble({ deed: "upgrade", version: wanted, allowsDowngrade: flags["allow-downgrade"] });
    const release = await findRelease(releaseSource(config), wanted, context.signal);
    const order = compareVersions(release.version, VERSION);
    if (flags.check) return sayWhetherNewer(release.version, flags.json, context);
    if (order === 0) return sayNothingToDo(wanted, flags.json, context);
    if (order < 0 && !flags["allow-downgrade"]) throw downgrade(release.version, wanted);
    const progress = new Progress(`Downloading hiloop ${release.version}`, context.terminal);
    try {
      await installRelease(release, executablePath(), {
        signal: context.signal,
        onProgress: (received, total) => progress.show(received, total),
      });
    } finally {
      progress.end();
    }
    return await done(release.version);
  },
});

type Given = { check: boolean; version: string | undefined; "allow-downgrade": boolean; rollback: boolean };

function wantedVersion(flags: Given, commandName: string): string | undefined {
  const { check, version, rollback } = flags;
  if (rollback && (check || version !== undefined || flags["allow-downgrade"])) {
    throw usageError(commandName, "--rollback goes with no other flag: it takes the version that was kept.");
  }
  if (check && version !== undefined) {
    throw usageError(commandName, "--check asks for the newest release, so it does not go with --version.");
  }
  const wanted = version?.replace(/^v/, "");
  if (wanted === undefined || isVersion(wanted)) return wanted;
  throw usageError(
    commandName,
    `--version must be a version, not ${JSON.stringify(version)}.`,
    "For example --version 1.2.3.",
  );
}

/** What was kept is not checked by a key, so going back needs none. */
function refuseUnlessAble(aim: Aim): void {
  const installation = thisInstallation(aim);
  const goesBack = aim.deed === "roll back";
  if (installation.kind === "own" || (installation.kind === "unchecked" && goesBack)) return;
  const problem = {
    managed: `This hiloop came from ${installation.by}, so it does not ${aim.deed} itself.`,
    unchecked: KEYLESS,
    foreign: `The folder of ${executablePath()} cannot be written by this user.`,
  }[installation.kind];
  throw new HiloopError("forbidden", problem, { advice: installation.advice });
}

function refuseWithoutKey(): void {
  const installation = thisInstallation();
  if (RELEASE_KEY !== "" || installation.kind === "own") return;
  throw new HiloopError("forbidden", KEYLESS, { advice: installation.advice });
}

function sayWhetherNewer(newest: string, json: boolean, { print }: Context): number {
  const newer = compareVersions(newest, VERSION) > 0;
  const installation = thisInstallation();
  const advice = installation.kind === "own" ? "Run: hiloop upgrade" : installation.advice;
  if (json) print.json({ version: VERSION, newest, newer });
  else if (newer) print.line(`hiloop ${newest} is there; this is ${VERSION}. ${advice}`);
  else print.line(`hiloop ${VERSION} is up to date; the newest release is ${newest}.`);
  return 0;
}

function sayNothingToDo(wanted: string | undefined, json: boolean, { print }: Context): number {
  if (json) print.json({ version: VERSION, previous: VERSION, changed: false });
  else print.note(`This is hiloop ${VERSION} already${wanted ? "" : ", the newest release"}.`);
  return 0;
}

function downgrade(version: string, wanted: string | undefined): HiloopError {
  const which = wanted ? `hiloop ${version}` : `The newest release there, hiloop ${version},`;
  return new HiloopError("forbidden", `${which} is older than this one (${VERSION}); nothing was changed.`, {
    advice:
      "An older one lacks repairs and may not read the data of a newer one. To install it anyway, add --allow-downgrade.",
  });
}

/** The local server goes on as what is installed now. That it cannot does not undo the exchange. */
async function finish(version: string, config: Config, json: boolean, { print }: Context): Promise<number> {
  if (json) print.json({ version, previous: VERSION, changed: true });
  else
    print.note(
      `hiloop ${version} is installed in the place of ${VERSION}. To go back: hiloop upgrade --rollback`,
    );
  try {
    const said = {
      restarted: `The local server was started again as ${version}.`,
      foreign: `The local server is another user's and goes on as it is. For ${version}, that user runs: hiloop stop (its next use starts it)`,
      none: undefined,
    }[await restartServer(config)];
    if (said) print.note(said);
  } catch (error) {
    print.note(`The local server does not start as ${version}: ${toHiloopError(error).sentence}`);
    print.note("To use the other version again: hiloop upgrade --rollback");
  }
  const note = serviceNote(config.userHome);
  if (note) print.note(note);
  return 0;
}

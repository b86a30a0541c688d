import { join } from "node:path";
import { checkedAddress } from "../../config/address.ts";
import type { Config } from "../../config/config.ts";
import { wholeNumber } from "../../config/settings.ts";
import { ensurePrivateFolder } from "../../local/private-files.ts";
import { HiloopError } from "../../protocol/error.ts";
import { configFrom } from "../config-from.ts";
import { folderFlag } from "../folder-flag.ts";

export const DEFAULT_PORT = 4450;

export type ServeFlags = Partial<
  Record<"host" | "port" | "data" | "public-url" | "profile" | "home" | "log", string | undefined>
>;

/** What a server is started with, its flags checked. */
export type ServePlan = {
  config: Config;
  hostname: string;
  port: number;
  dataDir: string;
  publicUrl: string | undefined;
};

export function servePlan(flags: ServeFlags): ServePlan {
  const config = configFrom({ profile: flags.profile, home: flags.home, log: flags.log });
  return {
    config,
    hostname: flags.host ?? "127.0.0.1",
    port: numberFlag("--port", flags.port, 0, 65_535) ?? DEFAULT_PORT,
    publicUrl: flags["public-url"] === undefined ? undefined : checkedUrl(flags["public-url"]),
    dataDir: flags.data === undefined ? usualDataFolder(config) : folderFlag("--data", flags.data),
  };
}

export function numberFlag(
  source: string,
  text: string | undefined,
  least: number,
  most: number,
): number | undefined {
  return text === undefined ? undefined : wholeNumber({ text, source }, least, most);
}

function usualDataFolder({ paths }: Config): string {
  return join(paths.home, "server");
}

/** Makes hiloop's own folder, private, if the data shall lie in it. */
export function makeHome({ config, dataDir }: ServePlan): void {
  if (dataDir === usualDataFolder(config)) ensurePrivateFolder(config.paths.home);
}

function checkedUrl(text: string): string {
  const address = checkedAddress({ text, source: "--public-url" });
  if (new URL(text).pathname === "/") return address;
  throw new HiloopError("invalid_input", `--public-url must be an address without a path, not "${text}".`, {
    advice: "For example --public-url https://hiloop.example.com.",
  });
}

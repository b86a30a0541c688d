import { rmSync } from "node:fs";
import * as v from "valibot";
import { readOwnFile } from "../config/own-home.ts";
import type { Paths } from "../config/paths.ts";
import { type Bytes, fromBase64Url } from "../protocol/bytes.ts";
import { Bytes32Schema } from "../protocol/primitives.ts";
import { replaceFile } from "./private-files.ts";

/** `server.json`: which server runs for this folder, and the key it proves itself with. */
export const ServerFileSchema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535)),
  version: v.string(),
  challengeKey: Bytes32Schema,
});
export type ServerFile = v.InferOutput<typeof ServerFileSchema>;

/** The file, or undefined when there is none that makes sense: then a server is started, which writes a new one. */
export function readServerFile(paths: Pick<Paths, "server">): ServerFile | undefined {
  try {
    const result = v.safeParse(ServerFileSchema, JSON.parse(readOwnFile(paths.server)));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

export function writeServerFile(paths: Pick<Paths, "server">, file: ServerFile): void {
  replaceFile(paths.server, `${JSON.stringify(file)}\n`);
}

/** Takes the file away if it is still this server's. */
export function removeServerFile(paths: Pick<Paths, "server">, file: ServerFile): void {
  if (readServerFile(paths)?.challengeKey === file.challengeKey) rmSync(paths.server, { force: true });
}

export function challengeKeyOf(file: ServerFile): Bytes {
  return fromBase64Url(file.challengeKey) ?? new Uint8Array(0);
}

export function addressOf(file: Pick<ServerFile, "port">): string {
  return `http://127.0.0.1:${file.port}`;
}

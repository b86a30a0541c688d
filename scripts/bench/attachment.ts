import { closeSync, fdatasyncSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { BenchServer } from "./bench-server.ts";
import { connectedMcp, newSession } from "./connected-mcp.ts";
import { peakResidentBytes, processorMs } from "./process-figures.ts";
import type { Bench, Row, RowGroup } from "./row.ts";
import { megabytes } from "./samples.ts";

const BUDGET_BYTES = 120e6;
const BUDGET_PER_SECOND = 150e6;
/** What the client sends at a time, and the server syncs. */
const PART_BYTES = 1024 * 1024;

const UploadedSchema = v.object({ attachment_id: v.string(), sha256: v.string() });
const DownloadedSchema = v.object({ path: v.string(), sha256: v.string() });

type Side = { peakBytes: number; processorMs: number };
type Transfer = { seconds: number; client: Side };

/** A large file by the assistant's own tools: hashed, sealed and sent; then fetched, opened, checked and written. */
export const attachment: RowGroup = {
  name: "attachment",
  async run(bench) {
    const size = bench.quick ? 128 * 1024 ** 2 : 1024 ** 3;
    const folder = join(bench.scratch, "attachment");
    mkdirSync(folder);
    const diskSeconds = writeFile(join(folder, "large.bin"), size);
    await using server = await BenchServer.start(bench, 1);
    const { up, sessionId, uploaded } = await upload(bench, server, folder);
    const serverUp = sideOf(server.child.pid);
    await server.restart();
    const down = await download(bench, server, folder, { sessionId, uploaded });
    const serverDown = sideOf(server.child.pid);
    const disk = `the disk alone, in parts of 1 MiB that are synced each: ${rate(size, diskSeconds)}`;
    return [
      rowOf("up", { size, transfer: up, server: serverUp, notes: [disk] }),
      rowOf("down", { size, transfer: down, server: serverDown, notes: [] }),
    ];
  },
};

async function upload(bench: Bench, server: BenchServer, folder: string) {
  await using mcp = await connectedMcp(bench, server, folder);
  const sessionId = await newSession(mcp, "A large file");
  const startedAt = performance.now();
  const path = join(folder, "large.bin");
  const uploaded = v.parse(
    UploadedSchema,
    await mcp.call("upload_attachment", { session_id: sessionId, path }),
  );
  const up = { seconds: secondsSince(startedAt), client: sideOf(mcp.child.pid) };
  rmSync(path);
  return { up, sessionId, uploaded };
}

async function download(
  bench: Bench,
  server: BenchServer,
  folder: string,
  { sessionId, uploaded }: { sessionId: string; uploaded: v.InferOutput<typeof UploadedSchema> },
): Promise<Transfer> {
  await using mcp = await connectedMcp(bench, server, folder);
  const { attachment_id, sha256 } = uploaded;
  const startedAt = performance.now();
  const args = { session_id: sessionId, attachment_id, directory: folder };
  const downloaded = v.parse(DownloadedSchema, await mcp.call("download_attachment", args));
  const down = { seconds: secondsSince(startedAt), client: sideOf(mcp.child.pid) };
  if (downloaded.sha256 !== sha256) throw new Error("Another file came back.");
  rmSync(downloaded.path);
  return down;
}

/** Random bytes, so that nothing on the way can compress them; gives the seconds that writing them durably took. */
function writeFile(path: string, size: number): number {
  const part = Buffer.alloc(PART_BYTES);
  for (let at = 0; at < part.length; at += 65_536) crypto.getRandomValues(part.subarray(at, at + 65_536));
  const startedAt = performance.now();
  const file = openSync(path, "wx", 0o600);
  for (let written = 0; written < size; written += part.length) {
    part.writeDoubleLE(written);
    writeSync(file, part);
    fdatasyncSync(file);
  }
  closeSync(file);
  return secondsSince(startedAt);
}

type Measured = { size: number; transfer: Transfer; server: Side; notes: string[] };

function rowOf(direction: "up" | "down", { size, transfer, server, notes }: Measured): Row {
  const { seconds, client } = transfer;
  const perSecond = size / seconds;
  return {
    what: `attachment of ${size / 1024 ** 2} MiB ${direction}, sealed`,
    budget: `≤ ${BUDGET_BYTES / 1e6} MB RSS on either side, ≥ ${BUDGET_PER_SECOND / 1e6} MB/s`,
    figure: `${rate(size, seconds)}, client ${megabytes(client.peakBytes)}, server ${megabytes(server.peakBytes)}`,
    met: perSecond >= BUDGET_PER_SECOND && Math.max(client.peakBytes, server.peakBytes) <= BUDGET_BYTES,
    notes: [
      `processor time, start included: client ${processorSeconds(client)}, server ${processorSeconds(server)}; elapsed ${seconds.toFixed(1)} s`,
      ...notes,
    ],
    values: {
      bytesPerSecond: perSecond,
      seconds,
      clientPeakBytes: client.peakBytes,
      serverPeakBytes: server.peakBytes,
      clientProcessorMs: client.processorMs,
      serverProcessorMs: server.processorMs,
    },
  };
}

function sideOf(pid: number): Side {
  return { peakBytes: peakResidentBytes(pid), processorMs: processorMs(pid) };
}

function processorSeconds(side: Side): string {
  return `${(side.processorMs / 1000).toFixed(1)} s`;
}

function rate(bytes: number, seconds: number): string {
  return `${Math.round(bytes / seconds / 1e6)} MB/s`;
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}

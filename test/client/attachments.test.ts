import { describe, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { blobSource } from "../../src/client/attachment-source.ts";
import { downloadAttachment, type FileSource, uploadAttachment } from "../../src/client/attachments.ts";
import { createSession } from "../../src/client/sessions.ts";
import { type Bytes, concat } from "../../src/protocol/bytes.ts";
import { losingNetwork } from "../helpers/cheating-network.ts";
import { clientSpace } from "../helpers/client-space.ts";

const MIB = 1024 * 1024;
type Network = (url: string, init: RequestInit) => Promise<Response>;

function randomBytes(length: number): Bytes {
  const bytes = new Uint8Array(length);
  for (let start = 0; start < length; start += 65_536)
    crypto.getRandomValues(bytes.subarray(start, start + 65_536));
  return bytes;
}

const sourceOf = (bytes: Bytes, name = "plan.pdf"): FileSource => blobSource(new Blob([bytes]), name);
const sha256 = (bytes: Bytes) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

/** A space with a session of its agent, reached over `network`. */
async function sessionOver(network?: Network) {
  const space = await clientSpace();
  const agent = await space.agent(network);
  return {
    space,
    agent,
    log: await createSession(agent, { title: "Files" }),
    [Symbol.asyncDispose]: () => space[Symbol.asyncDispose](),
  };
}

/** What a reader of the stream was given before it ended, and the error that ended it. */
async function drained(stream: ReadableStream<Uint8Array>) {
  const given: Uint8Array[] = [];
  let error: unknown;
  try {
    for await (const piece of stream) given.push(piece);
  } catch (thrown) {
    error = thrown;
  }
  return { bytes: concat(...given), error };
}

/** A network whose answers to reads of attachments are changed on the way back. */
const lyingNetwork =
  (lie: (bytes: Bytes, range: string) => Bytes): Network =>
  async (url, init) => {
    const response = await fetch(url, init);
    const range = new Headers(init.headers).get("range");
    if (!range || !response.ok) return response;
    const bytes = lie(new Uint8Array(await response.arrayBuffer()), range);
    return new Response(bytes, { status: response.status });
  };

describe("an attachment", () => {
  test.each([0, 1, 16_384, MIB, 3 * MIB + 12_345])("of %p bytes comes down as it went up", async (size) => {
    await using session = await sessionOver();
    const bytes = randomBytes(size);
    const sent = await uploadAttachment(session.log, sourceOf(bytes));
    expect(sent).toMatchObject({ kind: "Attachment", name: "plan.pdf", size, sha256: sha256(bytes) });
    const owner = await (await session.space.owner()).session(session.log.id);
    const { attachment, stream } = await downloadAttachment(owner, sent.id);
    expect(attachment).toMatchObject({ name: "plan.pdf", size, sha256: sha256(bytes) });
    expect(await drained(stream)).toEqual({ bytes, error: undefined });
  });

  test("of a browser's file is read in large pieces, and goes up whole", async () => {
    await using session = await sessionOver();
    const bytes = randomBytes(5 * MIB + 1);
    const whole = sourceOf(bytes);
    const reads: number[] = [];
    const counted: FileSource = {
      ...whole,
      slice(start, end) {
        reads.push(end - start);
        return whole.slice(start, end);
      },
    };
    const sent = await uploadAttachment(session.log, counted);
    expect(reads).toEqual([4 * MIB, MIB + 1]);
    const { stream } = await downloadAttachment(session.log, sent.id);
    expect(await drained(stream)).toEqual({ bytes, error: undefined });
  });

  test("tells how far it is, in steps that end at the whole", async () => {
    await using session = await sessionOver();
    const steps: number[] = [];
    let total = 0;
    await uploadAttachment(session.log, sourceOf(randomBytes(3 * MIB)), {
      onProgress: (sentBytes, totalBytes) => {
        steps.push(sentBytes);
        total = totalBytes;
      },
    });
    expect(steps.length).toBeGreaterThan(2);
    expect(steps).toEqual(steps.toSorted((one, two) => one - two));
    expect(steps.at(-1)).toBe(total);
  });

  test("lies on the server's disk sealed, its name nowhere", async () => {
    await using session = await sessionOver();
    const marker = new TextEncoder().encode("a-very-telling-sentence ".repeat(1000));
    await uploadAttachment(session.log, sourceOf(marker, "telling-name.txt"));
    const files = await readdir(session.space.dataDir, { recursive: true, withFileTypes: true });
    expect(files.length).toBeGreaterThan(0);
    for (const file of files.filter((entry) => entry.isFile())) {
      const content = Buffer.from(await Bun.file(join(file.parentPath, file.name)).arrayBuffer());
      expect(content.includes("telling")).toBe(false);
    }
  });
});

describe("an upload", () => {
  test.each([
    ["a part", (path: string, method: string) => method === "PUT" && path.includes("/attachments/")],
    ["the completion", (path: string, method: string) => method === "POST" && path.includes("/attachments/")],
  ])("whose answer to %s is lost is repeated, and there once", async (_name, matches) => {
    await using session = await sessionOver(losingNetwork(matches, 2));
    const bytes = randomBytes(2 * MIB + 5);
    const sent = await uploadAttachment(session.log, sourceOf(bytes));
    const { stream } = await downloadAttachment(session.log, sent.id);
    expect((await drained(stream)).bytes).toEqual(bytes);
    expect(session.log.items.filter((item) => item.kind === "Attachment")).toHaveLength(1);
  });

  test("that was cut in the middle of a part goes on where the server stopped", async () => {
    let cuts = 2;
    const offsets: string[] = [];
    await using session = await sessionOver(async (url, init) => {
      if (init.method === "PUT") offsets.push(new URL(url).searchParams.get("offset") ?? "");
      if (init.method !== "PUT" || cuts === 0 || !(init.body instanceof Uint8Array)) return fetch(url, init);
      cuts--;
      await fetch(url, { ...init, body: init.body.slice(0, 100_000) });
      throw new TypeError("The connection was lost.");
    });
    const bytes = randomBytes(MIB + 77);
    const sent = await uploadAttachment(session.log, sourceOf(bytes));
    expect(offsets).toContain("100000");
    const { stream } = await downloadAttachment(session.log, sent.id);
    expect((await drained(stream)).bytes).toEqual(bytes);
  });

  test("larger than the server takes is refused before a byte is read or sent", async () => {
    await using session = await sessionOver();
    const size = session.agent.me.limits.attachmentBytes;
    const source = { name: "all.tar", type: "", size, slice: () => Promise.reject(new Error("was read")) };
    await expect(uploadAttachment(session.log, source)).rejects.toMatchObject({ code: "too_large" });
  });

  test("of a file that became shorter meanwhile fails and leaves no attachment", async () => {
    await using session = await sessionOver();
    const whole = sourceOf(randomBytes(5 * MIB));
    const shrinking: FileSource = {
      ...whole,
      slice: async (start, end) => (await whole.slice(start, end)).slice(start === 0 ? 0 : 1),
    };
    await expect(uploadAttachment(session.log, shrinking)).rejects.toMatchObject({ code: "invalid_input" });
    await session.log.sync();
    expect(session.log.items.map((item) => item.kind)).toEqual(["Session"]);
  });

  test("that is cancelled stops", async () => {
    await using session = await sessionOver();
    const controller = new AbortController();
    const { signal } = controller;
    const upload = uploadAttachment(session.log, sourceOf(randomBytes(5 * MIB)), {
      signal,
      onProgress: () => controller.abort(),
    });
    await expect(upload).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("a download", () => {
  const bytes = randomBytes(2 * MIB + 100);

  async function downloadedOver(network: Network) {
    await using session = await sessionOver();
    const sent = await uploadAttachment(session.log, sourceOf(bytes));
    const reader = await (await session.space.owner(network)).session(session.log.id);
    return await drained((await downloadAttachment(reader, sent.id)).stream);
  }

  // biome-ignore format: a table reads best with one case a line.
  const lies: [string, (bytes: Bytes, range: string) => Bytes][] = [
    ["a bit is turned at the start", (part) => part.with(60, (part[60] ?? 0) ^ 1)],
    ["a bit is turned near the end", (part) => part.with(part.length - 40, (part[part.length - 40] ?? 0) ^ 1)],
    ["every part is cut off", (part) => part.slice(0, -1)],
    ["the last part is missing", (part, range) => (range.startsWith("bytes=2097152-") ? part.slice(0, 0) : part)],
    ["nothing is given", () => new Uint8Array(0)],
    ["other bytes are given", (part) => randomBytes(part.length)],
  ];

  test.each(lies)("fails as tampered, and gives only true bytes, when %s", async (_name, lie) => {
    const { bytes: given, error } = await downloadedOver(lyingNetwork(lie));
    expect(error).toMatchObject({ code: "tampered" });
    expect(given).toEqual(bytes.slice(0, given.length));
    expect(given.length).toBeLessThan(bytes.length);
  });

  test("fails as tampered when the server gives another attachment of the same sender", async () => {
    await using session = await sessionOver();
    const [one, two] = [
      await uploadAttachment(session.log, sourceOf(randomBytes(1000))),
      await uploadAttachment(session.log, sourceOf(randomBytes(1000))),
    ];
    const swapping: Network = (url, init) =>
      fetch(init.method === "GET" ? url.replace(one.id, two.id) : url, init);
    const reader = await (await session.space.owner(swapping)).session(session.log.id);
    const { bytes: given, error } = await drained((await downloadAttachment(reader, one.id)).stream);
    expect(error).toMatchObject({ code: "tampered" });
    expect(given).toHaveLength(0);
  });

  test("that breaks off in the middle of a part goes on", async () => {
    let breaks = 3;
    const { bytes: given, error } = await downloadedOver(async (url, init) => {
      const response = await fetch(url, init);
      if (!new Headers(init.headers).has("range") || breaks === 0) return response;
      breaks--;
      const broken = new ReadableStream({ start: (controller) => controller.error(new TypeError("lost")) });
      return new Response(broken, { status: 206 });
    });
    expect(error).toBeUndefined();
    expect(given).toEqual(bytes);
  });

  test("of an id that the session does not have says so", async () => {
    await using session = await sessionOver();
    const unknown = downloadAttachment(session.log, session.log.id.replace(/.$/, "f"));
    await expect(unknown).rejects.toMatchObject({ code: "not_found" });
  });

  test("that its reader gives up ends the requests under way", async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    await using session = await sessionOver((url, init) => {
      if (new Headers(init.headers).has("range")) signals.push(init.signal);
      return fetch(url, init);
    });
    const sent = await uploadAttachment(session.log, sourceOf(randomBytes(8 * MIB)));
    const { stream } = await downloadAttachment(session.log, sent.id);
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    expect(signals.map((signal) => signal?.aborted)).not.toContain(false);
    expect(signals.length).toBeWithin(1, 6);
  });
});

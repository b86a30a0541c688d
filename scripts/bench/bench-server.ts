import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { createSpace } from "../../src/client/space.ts";
import { formatSecret, newSecret } from "../../src/crypto/secret.ts";
import { newId } from "../../src/protocol/id.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import { Child } from "./child.ts";
import { compileProgram } from "./compile.ts";
import { withMostDescriptors } from "./descriptors.ts";
import { secretOf } from "./load-member.ts";
import type { Bench } from "./row.ts";

const StartedSchema = v.object({ url: v.string(), setupToken: v.exactOptional(v.string()) });
const StatusSchema = v.object({ waits: v.number() });

/** A hiloop server in a process of its own, compiled as hiloop is, with a space, its owner's device and API keys. */
export class BenchServer implements AsyncDisposable {
  readonly apiKeys: string[];
  readonly owner = newSecret("Device");
  url = "http://127.0.0.1:0";
  readonly #program: string;
  readonly #dataDir: string;
  #child: Child | undefined;

  private constructor(program: string, dataDir: string, apiKeys: number) {
    this.#program = program;
    this.#dataDir = dataDir;
    this.apiKeys = Array.from({ length: apiKeys }, () => formatSecret(newSecret("ApiKey")));
  }

  static async start(bench: Bench, apiKeys: number): Promise<BenchServer> {
    const dataDir = mkdtempSync(join(bench.scratch, "data-"));
    const server = new BenchServer(compileProgram(bench, "server"), dataDir, apiKeys);
    const setupToken = await server.#launch();
    await server.#setUp(setupToken ?? "");
    return server;
  }

  get child(): Child {
    if (!this.#child) throw new Error("The server does not run.");
    return this.#child;
  }

  /** How many waits it holds now. */
  waits(): Promise<number> {
    return this.#ask("status");
  }

  /** Has it collect its garbage now. */
  async tidy(): Promise<void> {
    await this.#ask("tidy");
  }

  /** A fresh process on the same data and port: none of its memory is left from what was done so far. */
  async restart(): Promise<void> {
    await this.child.end();
    await this.#launch();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child?.end();
  }

  async #ask(command: "status" | "tidy"): Promise<number> {
    this.child.send(command);
    return v.parse(StatusSchema, JSON.parse(await this.child.line())).waits;
  }

  async #launch(): Promise<string | undefined> {
    this.#child = new Child(withMostDescriptors([this.#program, this.#dataDir, new URL(this.url).port]));
    const { url, setupToken } = v.parse(StartedSchema, JSON.parse(await this.#child.line()));
    this.url = url;
    return setupToken;
  }

  async #setUp(setupToken: string): Promise<void> {
    await createSpace({
      connection: { baseUrl: this.url },
      setupToken,
      spaceId: newId(),
      at: timestamp(),
      spaceSeed: crypto.getRandomValues(new Uint8Array(32)),
      owner: { secret: this.owner, memberId: newId(), name: "Bench", label: "bench" },
      apiKeys: this.apiKeys.map((text, index) => ({
        secret: secretOf(text),
        memberId: newId(),
        name: `key ${index + 1}`,
      })),
    });
  }
}

import type { Socket } from "bun";

export type RawAnswer = { status: number; body: Uint8Array };

const HEAD_END = "\r\n\r\n";

/** Bytes of an HTTP/1.1 request, made once so that sending it costs a load's client nothing more. */
export function rawRequest(
  method: string,
  baseUrl: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Uint8Array {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: ${new URL(baseUrl).host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined
      ? []
      : ["content-type: application/json", `content-length: ${Buffer.byteLength(body)}`]),
  ];
  return Buffer.from(`${lines.join("\r\n")}${HEAD_END}${body ?? ""}`);
}

/** One kept-alive connection with one request in flight: a client that is cheaper than any server behind it. */
export class RawConnection {
  #socket: Socket<undefined> | undefined;
  #received: Uint8Array[] = [];
  #unsent: Uint8Array = new Uint8Array(0);
  #waiting: PromiseWithResolvers<RawAnswer> | undefined;

  static async open(baseUrl: string): Promise<RawConnection> {
    const { hostname, port } = new URL(baseUrl);
    const connection = new RawConnection();
    connection.#socket = await Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        data: (_, bytes) => connection.#take(bytes),
        drain: () => connection.#flush(),
        close: () => connection.#fail("was closed by the server"),
        error: (_, error) => connection.#fail(error.message),
      },
    });
    return connection;
  }

  exchange(request: Uint8Array): Promise<RawAnswer> {
    this.#waiting = Promise.withResolvers();
    this.#unsent = request;
    this.#flush();
    return this.#waiting.promise;
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket?.end();
  }

  #flush(): void {
    const written = this.#socket?.write(this.#unsent) ?? 0;
    this.#unsent = this.#unsent.subarray(written);
  }

  #take(bytes: Uint8Array): void {
    this.#received.push(bytes);
    const all = Buffer.concat(this.#received);
    const headEnd = all.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = all.toString("latin1", 0, headEnd);
    const length = Number(head.match(/^content-length: *(\d+)/im)?.[1] ?? Number.NaN);
    const body = all.subarray(headEnd + HEAD_END.length);
    if (Number.isNaN(length)) this.#fail("answered without a length");
    if (!(body.length >= length)) return;
    this.#received = [];
    this.#waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  }

  #fail(reason: string): void {
    this.#waiting?.reject(new Error(`The connection ${reason}.`));
  }
}

/** Sends and gives the body as text; throws with the server's own words when it refuses. */
export async function expectOk(connection: RawConnection, request: Uint8Array): Promise<string> {
  const { status, body } = await connection.exchange(request);
  const text = new TextDecoder().decode(body);
  if (status >= 300) throw new Error(`The server answered ${status}: ${text}`);
  return text;
}

/** An answer with its body read: `json` where it is JSON. */
export type Answer = {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely and check what they find
  json: any;
};

/** Sends one request; a body that is no string, bytes or stream goes as JSON. */
export async function send(
  url: string,
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: unknown; signal?: AbortSignal } = {},
): Promise<Answer> {
  const { headers = {}, body, signal } = options;
  const response = await fetch(`${url}${path}`, {
    method,
    headers,
    redirect: "error",
    ...(signal ? { signal } : {}),
    ...(body === undefined ? {} : { body: toBody(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}

function toBody(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

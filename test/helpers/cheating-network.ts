type Json = { [key: string]: Json } | Json[] | string | number | boolean | null;

/** A relay that lies: requests go through, and the JSON of matching answers is changed on the way back. */
export function cheatingNetwork(
  matches: (path: string, method: string) => boolean,
  change: (body: Json) => Json,
) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    if (!response.ok || !matches(new URL(url).pathname, init.method ?? "GET")) return response;
    return Response.json(change((await response.json()) as Json), { status: response.status });
  };
}

/** A network that loses the answer of the first `times` matching requests after the server has acted on them. */
export function losingNetwork(matches: (path: string, method: string) => boolean, times: number) {
  let left = times;
  return async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    if (left === 0 || !matches(new URL(url).pathname, init.method ?? "GET")) return response;
    left--;
    await response.arrayBuffer();
    throw new TypeError("The connection was lost.");
  };
}

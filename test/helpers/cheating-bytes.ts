/** A network that flips one bit of every attachment it hands out. */
export async function cheatingBytes(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (init.method !== "GET" || !new URL(url).pathname.includes("/attachments/")) return response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  return new Response(bytes, { status: response.status, headers: response.headers });
}

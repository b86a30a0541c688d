/** The three kinds of secret, by the prefix of their text form `PREFIX_<64 hex>`, and how each authenticates. */
export const SECRET_KINDS = {
  ApiKey: { secretPrefix: "hlp_self_", authPrefix: "hlp_auth_" },
  Device: { secretPrefix: "hlu_", authPrefix: "hlu_auth_" },
  Guest: { secretPrefix: "hlg_", authPrefix: "hlg_auth_" },
} as const;
export type SecretKind = keyof typeof SECRET_KINDS;

/** The header an agent's name travels in, percent-encoded. */
export const AGENT_NAME_HEADER = "x-hiloop";

/** The request headers that authenticate: API keys in `X-API-Key`, people and guests as bearers. `authHex` is the derived key, never the secret. */
export function authHeaders(kind: SecretKind, authHex: string, agentName?: string): Record<string, string> {
  const token = `${SECRET_KINDS[kind].authPrefix}${authHex}`;
  if (kind !== "ApiKey") return { authorization: `Bearer ${token}` };
  return { "x-api-key": token, ...(agentName ? { [AGENT_NAME_HEADER]: encodeURIComponent(agentName) } : {}) };
}

/** What authentication a request carries; `raw` when a secret itself was sent, which is refused and never logged. */
export function readAuthHeaders(headers: Headers): { kind: SecretKind; authHex: string } | "raw" | undefined {
  const apiKey = headers.get("x-api-key");
  const bearer = headers.get("authorization")?.match(/^Bearer (\S+)$/i)?.[1];
  const token = apiKey ?? bearer;
  if (!token) return undefined;
  const kinds = apiKey ? (["ApiKey"] as const) : (["Device", "Guest"] as const);
  for (const kind of kinds) {
    const authHex =
      token.startsWith(SECRET_KINDS[kind].authPrefix) && token.slice(SECRET_KINDS[kind].authPrefix.length);
    if (authHex && /^[0-9a-f]{64}$/.test(authHex)) return { kind, authHex };
  }
  return /^hl[pug]_/.test(token) ? "raw" : undefined;
}

import { HiloopError } from "../protocol/error.ts";
import { SILENT } from "./answer-limits.ts";

/** What the runtime calls a certificate that it does not accept. */
const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH)/;

/** Why a request got no answer. Only what may pass by itself is `unavailable`; the rest is for a person to put right. */
export function unreachable(baseUrl: string, cause: unknown): HiloopError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "UnexpectedRedirect") {
    return new HiloopError(
      "configuration",
      `${baseUrl} redirects to another address, which hiloop never follows with a key.`,
      { advice: "Set HILOOP_BASE_URL to the address of the hiloop server itself.", cause },
    );
  }
  if (CERTIFICATE.test(code)) return untrusted(baseUrl, code, cause);
  if (cause instanceof Error && cause.name === SILENT) {
    return new HiloopError("unavailable", `${baseUrl} takes requests but does not answer them.`, {
      advice: "Look at the server, or whatever stands before it; then do the same again, nothing is lost.",
      cause,
    });
  }
  return new HiloopError("unavailable", `No hiloop server can be reached at ${baseUrl}.`, {
    advice: "Check the address and that the server runs; then do the same again, nothing is lost.",
    cause,
  });
}

function untrusted(baseUrl: string, code: string, cause: unknown): HiloopError {
  const [problem, advice] =
    code === "CERT_HAS_EXPIRED"
      ? ["has expired", "Have it renewed."]
      : code === "ERR_TLS_CERT_ALTNAME_INVALID"
        ? ["is for another name", "Use the name that the certificate is for."]
        : [
            "comes from an authority that this computer does not know",
            "If it is your own authority, set NODE_EXTRA_CA_CERTS to the file with its certificate.",
          ];
  return new HiloopError("configuration", `The certificate of ${baseUrl} ${problem} (${code}).`, {
    advice: `Nothing was sent. ${advice}`,
    cause,
  });
}

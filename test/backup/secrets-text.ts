import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathsIn } from "../../src/config/paths.ts";
import { localSecrets } from "../../src/local/local-secrets.ts";

/** What hiloop writes into the `secrets.json` of a new space. */
export function secretsText(): string {
  const folder = mkdtempSync(join(tmpdir(), "hiloop-secrets-"));
  try {
    const paths = pathsIn(folder);
    localSecrets(paths);
    return readFileSync(paths.secrets, "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

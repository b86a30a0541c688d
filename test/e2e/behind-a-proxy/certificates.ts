import { createHash, X509Certificate } from "node:crypto";
import { join } from "node:path";

export type Certificate = { cert: string; key: string };
export type Authority = { file: string; issue(name: string): Promise<Certificate> };

/** A certificate authority of its own, in a folder. */
export async function authority(folder: string): Promise<Authority> {
  const file = join(folder, "ca.pem");
  const caKey = join(folder, "ca.key");
  const newKey = ["-newkey", "rsa:2048", "-nodes"];
  await openssl(
    "req",
    "-x509",
    ...newKey,
    "-keyout",
    caKey,
    "-out",
    file,
    "-days",
    "2",
    "-subj",
    "/CN=Test CA",
  );
  return {
    file,
    async issue(name) {
      const [cert, key, request, names] = ["pem", "key", "csr", "ext"].map((end) =>
        join(folder, `${name}.${end}`),
      );
      if (!cert || !key || !request || !names) throw new Error("unreachable");
      await Bun.write(names, `subjectAltName=DNS:${name}\n`);
      await openssl("req", ...newKey, "-keyout", key, "-out", request, "-subj", `/CN=${name}`);
      const signing = ["-CA", file, "-CAkey", caKey, "-CAcreateserial", "-extfile", names];
      await openssl("x509", "-req", "-in", request, ...signing, "-days", "2", "-out", cert);
      return { cert, key };
    },
  };
}

/** What Chromium is told to trust: the SHA-256 of a certificate's public key. */
export async function keyPin(certificate: Certificate): Promise<string> {
  const { publicKey } = new X509Certificate(await Bun.file(certificate.cert).text());
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("base64");
}

async function openssl(...args: string[]): Promise<void> {
  const child = Bun.spawn(["openssl", ...args], { stdin: "ignore", stdout: "ignore", stderr: "pipe" });
  const [said, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  if (code !== 0) throw new Error(`openssl ${args[0]} failed: ${said}`);
}

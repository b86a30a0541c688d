export type SigningKey = {
  /** A minisign secret key. */
  file: string;
  /** Of the key, when it has one; otherwise it was made with `minisign -G -W`. */
  password?: string | undefined;
};

/**
 * Signs a file with the `minisign` program, into `<file>.minisig`. What is signed is what `hiloop upgrade` reads: the
 * trusted comment says which version it is.
 */
export async function sign(file: string, version: string, key: SigningKey): Promise<void> {
  const minisign = Bun.which("minisign");
  if (!minisign) throw new Error("minisign is not installed: it makes the release's signature.");
  const args = ["-S", "-s", key.file, "-m", file, "-t", `hiloop ${version}`];
  const child = Bun.spawn([minisign, ...args], {
    stdin: new Blob([`${key.password ?? ""}\n`]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [problem, exitCode] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  if (exitCode !== 0) throw new Error(`minisign could not sign ${file}: ${problem.trim()}`);
}

// Runs a command while a made release can be downloaded from this machine, laid out as on GitHub:
//   node scripts/release/smoke/serve-release.mjs FOLDER COMMAND [ARGUMENT]...
// The command finds the address in HILOOP_DOWNLOAD_BASE. Plain Node, because the systems that try a release have no Bun.
import { spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const [folder, command, ...args] = process.argv.slice(2);
if (!command) throw new Error("Give a folder with a release and a command.");

const server = createServer((request, response) => {
  const name = /^\/(?:download\/v[^/]+|latest\/download)\/([\w.-]+)$/.exec(request.url ?? "")?.[1];
  const file = join(folder, name ?? "");
  if (!name || name.startsWith(".") || !existsSync(file)) return response.writeHead(404).end("Not Found");
  createReadStream(file).pipe(response);
});

server.listen(0, "127.0.0.1", () => {
  const env = { ...process.env, HILOOP_DOWNLOAD_BASE: `http://127.0.0.1:${server.address().port}` };
  const child = spawn(command, args, { stdio: "inherit", env });
  child.once("exit", (code) => process.exit(code ?? 1));
  child.once("error", (error) => {
    throw error;
  });
});

import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";

/** The floor under any durable wake-up: `POST /` writes its body and syncs it, then answers the one held `GET /`. */
const [path = ""] = process.argv.slice(2);
const file = openSync(path, "a", 0o600);
let held = Promise.withResolvers<Response>();
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  async fetch(request) {
    if (request.method === "GET") {
      held = Promise.withResolvers();
      return held.promise;
    }
    const body = await request.text();
    writeSync(file, body);
    fsyncSync(file);
    held.resolve(new Response(body));
    return new Response(body, { status: 201 });
  },
});
console.log(server.url.origin);
for await (const _ of console);
await server.stop(true);
closeSync(file);
process.exit(0);

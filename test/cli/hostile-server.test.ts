import { expect, test } from "bun:test";
import { sandbox } from "../local/sandbox.ts";

test("what a server answers in an error cannot drive the terminal", async () => {
  await using home = await sandbox();
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () =>
      Response.json(
        {
          type: "about:blank",
          title: "forbidden",
          status: 403,
          code: "forbidden",
          detail: "no\u001b[2J\u009b31m\u202eon",
          requestId: "1",
        },
        { status: 403 },
      ),
  });
  const env = {
    HILOOP_API_KEY: `hlp_self_${"a".repeat(64)}`,
    HILOOP_BASE_URL: `http://127.0.0.1:${server.port}`,
  };
  const { code, err } = await home.run(["ask", "Deploy?"], { env });
  await server.stop(true);
  expect({ code, err }).toEqual({
    code: 4,
    err: "hiloop: The server does not allow this. Ask a person of the space to do it, or to let you. The server says (nobody signed this): “no⟨U+001B⟩(2J⟨U+009B⟩31m⟨U+202E⟩on”\n",
  });
});

import { expect } from "bun:test";
import { join } from "node:path";
import { assistant } from "../helpers/assistant.ts";
import { BINARY, emptyHome, type Home } from "../helpers/binary.ts";
import { browserTest, openBrowser } from "../helpers/browser.ts";
import { capturingProxy } from "../helpers/capturing-proxy.ts";
import { textsInFiles } from "../helpers/find-bytes.ts";

const MEGABYTE = 1024 * 1024;
const MARK = "a-mark-inside-the-file-that-no-relay-may-see";

/** `hiloop serve` on a free port behind a relay. */
async function serve(home: Home, publicUrl: string) {
  const data = join(home.folder, "data");
  const args = ["serve", "--port", "0", "--data", data, "--public-url", publicUrl];
  const child = Bun.spawn([BINARY, ...args], {
    cwd: home.work,
    env: home.env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const output = { text: "" };
  const listening = Promise.withResolvers<string>();
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      output.text += chunk;
      const address = output.text.match(/listens on (http:\/\/[^;]+);/)?.[1];
      if (address && output.text.includes("setup-link")) listening.resolve(address);
    }
  };
  const reading = [read(child.stdout), read(child.stderr)];
  return {
    data,
    output,
    address: await listening.promise,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await Promise.all([child.exited, ...reading]);
    },
  };
}

browserTest(
  "a self-hosted server relays nothing readable: setup, agent key, guest, and 50 MB up, down and back",
  async () => {
    await using home = await emptyHome();
    await using browser = await openBrowser();
    using proxy = capturingProxy();
    await using server = await serve(home, proxy.url);
    proxy.target = server.address;

    const link = (await Bun.file(join(server.data, "setup-link")).text()).trim();
    const owner = await browser.profile();
    await owner.page.goto(link);
    await owner.page.getByRole("textbox", { name: /name/i }).fill("Ada Lovelace");
    await owner.page.getByRole("button", { name: /space|start|create|set up/i }).click();
    await owner.page.getByText(/^hlu_[0-9a-f]{64}$/).waitFor();
    await owner.page.getByRole("button", { name: /inbox|done|continue/i }).click();
    await owner.page.goto(`${proxy.url}/agents`);
    await owner.page.getByLabel("Name of the new key").fill("Release bot");
    await owner.page.getByRole("button", { name: "Make key" }).click();
    const key = (await owner.page.getByText(/^hlp_self_[0-9a-f]{64}$/).textContent()) ?? "";

    await using agent = await assistant(home, { HILOOP_API_KEY: key, HILOOP_BASE_URL: proxy.url });
    const created = agent.call("create_session", { title: "Secret title: contract review" });
    const { session_id } = await created.catch((error) => {
      throw new Error([error.message, ...proxy.exchanges].join("\n"));
    });
    const bytes = new Uint8Array(50 * MEGABYTE).map((_, index) => (index * 31) & 0xff);
    bytes.set(new TextEncoder().encode(MARK), 20 * MEGABYTE);
    await Bun.write(join(home.work, "confidential-plan.bin"), bytes);
    const uploaded = await agent.call("upload_attachment", { session_id, path: "confidential-plan.bin" });
    expect(uploaded).toMatchObject({ name: "confidential-plan.bin", size: bytes.length });
    const buttons = [{ label: "Looks fine to me", action: "fine" }];
    await agent.call("send_message", {
      session_id,
      content: "Please read the secret plan.",
      components: [{ type: "button_group", data: { buttons } }],
      attachment_ids: [uploaded.attachment_id],
    });
    const guestLink = await agent.call("create_guest_token", { session_id, name: "Grace the guest" });

    const guest = await browser.profile();
    await guest.page.goto(String(guestLink.url));
    await guest.page.getByText("Please read the secret plan.").waitFor();
    expect(guest.page.url()).not.toContain("hlg_");
    const downloading = guest.page.waitForEvent("download");
    await guest.page
      .getByRole("button", { name: /confidential-plan\.bin|download/i })
      .first()
      .click();
    const saved = join(home.folder, "saved.bin");
    await (await downloading).saveAs(saved);
    expect(Bun.hash(await Bun.file(saved).bytes())).toBe(Bun.hash(bytes));

    await guest.page.locator("input[type=file]").first().setInputFiles(saved);
    await guest.page.getByRole("textbox", { name: "Message" }).fill("Here it is again, unchanged.");
    await guest.page.getByRole("button", { name: "Send message" }).click();
    const back = await agent.call("await_response", { session_id });
    const { attachment_id } = back;
    const returned = await agent.call("download_attachment", { session_id, attachment_id });
    expect(String(returned.path)).toContain("saved");
    expect(returned.sha256).toBe(uploaded.sha256);
    expect(Bun.hash(await Bun.file(String(returned.path)).bytes())).toBe(Bun.hash(bytes));
    await guest.page.getByRole("button", { name: "Looks fine to me" }).click();
    let answer = await agent.call("await_response", { session_id });
    while (answer.status === "message") answer = await agent.call("await_response", { session_id });
    expect(answer).toMatchObject({
      status: "answered",
      response: "fine",
      from: { type: "guest", name: "Grace the guest" },
    });

    const texts = [
      "Secret title",
      "contract review",
      "secret plan",
      "Looks fine",
      "confidential-plan",
      "saved.bin",
      "Grace",
      "Here it is again",
      MARK,
      key.slice(9),
      new URL(String(guestLink.url)).hash.slice(5),
      new URL(link).hash.slice(1),
    ];
    expect(await textsInFiles(server.data, texts.slice(0, -1))).toEqual([]);
    expect(texts.filter((text) => server.output.text.includes(text) && !link.endsWith(text))).toEqual([]);
    const seen = texts
      .slice(0, -1)
      .filter((text) => proxy.requests.some((request) => request.includes(text)));
    expect(seen).toEqual([]);
    expect([...owner.problems, ...guest.problems]).toEqual([]);
  },
  120_000,
);

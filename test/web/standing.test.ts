import { join } from "../../src/client/join.ts";
import { invitePerson, removeMember } from "../../src/client/membership.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { respond, sendMessage } from "../../src/client/send.ts";
import { parseSecret } from "../../src/crypto/secret.ts";
import { browserTest } from "../helpers/browser.ts";
import { fileBrowser } from "./file-browser.ts";
import { APPROVAL, openInbox } from "./inbox.ts";

const browser = fileBrowser();

browserTest(
  "what a removed person said and decided is marked, and what was written unseen says so",
  async () => {
    await using inbox = await openInbox();
    const { log, message } = await inbox.ask("Deploy?", APPROVAL);
    const { connection } = inbox.space;
    const invite = await invitePerson(inbox.owner, { name: "Bob" });
    const secret = parseSecret(invite.code);
    if (!secret) throw new Error("The invite holds no secret.");
    const { member: bob } = await join({ connection, secret, label: "Phone", pins: memoryPins() });
    const bobs = await bob.session(log.id);
    await sendMessage(log, { content: "To production, I mean." });
    await sendMessage(bobs, { content: "Yes!" });
    await respond(bobs, { questionId: message.id, answer: { action: "approve" }, via: "inbox" });
    const { page } = await browser.profile();
    await inbox.signIn(page);
    await page.goto(`${inbox.url}/s/${log.id}`);
    const chat = page.getByRole("article", { name: "Message from Bob" });
    await chat.getByText("Given without having seen a later message of this session.").waitFor();
    await removeMember(inbox.owner, invite.memberId);
    const removed = "Counts for nothing: from a device of Bob that has been removed since.";
    await chat.getByText(removed).waitFor();
    await page.locator(".outcome").getByText(removed).waitFor();
    await page.locator(".event").getByText("Bob answered Approve, which counts for nothing").waitFor();
  },
);

import { expect, test } from "bun:test";
import { respond } from "../../src/client/send.ts";
import { clientSpace } from "../helpers/client-space.ts";
import { toolCaller } from "../helpers/tool-caller.ts";

test("the documented worked example gives the pressed button's action", async () => {
  await using space = await clientSpace();
  const { call } = toolCaller(() => space.agent());
  const { session_id } = await call("create_session", { title: "Deploy v2.4.1 to production?" });
  const sent = await call("send_message", {
    session_id,
    components: [
      { type: "text", data: { content: "12 new features, 34 bug fixes. All tests passing." } },
      {
        type: "button_group",
        data: {
          buttons: [
            { label: "Approve", action: "approve", variant: "primary" },
            { label: "Reject", action: "reject", variant: "danger" },
          ],
        },
      },
    ],
  });
  const waiting = call("await_response", { session_id });
  const ada = await (await space.owner()).session(session_id);
  await respond(ada, {
    questionId: sent.message_id,
    answer: { action: "approve", text: "Go" },
    via: "inbox",
  });
  expect(await waiting).toEqual({
    status: "answered",
    response: "approve",
    text: "Go",
    from: { name: "Ada", type: "human", via: "inbox" },
    message_id: sent.message_id,
    cursor: 3,
  });
});

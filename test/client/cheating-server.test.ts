import { expect, test } from "bun:test";
import { awaitResponse } from "../../src/client/await-response.ts";
import { Deliveries } from "../../src/client/deliveries.ts";
import { respond, sendMessage } from "../../src/client/send.ts";
import { createSession } from "../../src/client/sessions.ts";
import { cheatingNetwork } from "../helpers/cheating-network.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";

const BUTTONS = [
  {
    type: "button_group",
    data: {
      buttons: [
        { label: "Yes", action: "approve" },
        { label: "No", action: "reject" },
      ],
    },
  },
];

// biome-ignore lint/suspicious/noExplicitAny: a cheating relay rewrites whatever JSON passes
type Row = any;
type Page = { items: Row[]; cursor: number; lastSeq: number; keyWrappings?: Row[]; entries?: Row[] };

/** Two questions, the first answered with yes; a new agent process then reads it through a relay that cheats. */
async function answered(space: ClientSpace) {
  const log = await createSession(await space.agent(), { title: "Title of the session" });
  const first = await sendMessage(log, {
    content: "First?",
    components: BUTTONS,
    priority: "Low",
    expiresInSeconds: 3600,
  });
  const second = await sendMessage(log, { content: "Second?", components: BUTTONS });
  await respond(await (await space.owner()).session(log.id), {
    questionId: first.id,
    answer: { action: "approve" },
    via: "inbox",
  });
  return { sessionId: log.id, first, second };
}

const TIMELINE: Record<string, (page: Page) => void> = {
  "a flipped bit in an answer": (page) => flip(page.items[3].encryptedResponse),
  "a flipped bit in a question": (page) => flip(page.items[1].encryptedContent),
  "a dropped field": (page) => void delete page.items[1].encryptedComponents,
  "a changed priority": (page) => set(page.items[1], { priority: "Critical" }),
  "a later expiry": (page) => set(page.items[1], { until: "2030-01-01T00:00:00.000Z" }),
  "a removed expiry": (page) => set(page.items[1], { until: null }),
  "a question that no longer asks": (page) => set(page.items[1], { responseRequired: false }),
  "a question opened to guests": (page) => set(page.items[1], { participants: "People" }),
  "a swapped sender": (page) => set(page.items[3], { senderKeyId: page.items[0].senderKeyId }),
  "another agent's name": (page) => set(page.items[1], { senderAgentName: "trusted agent" }),
  "an answer moved to another question": (page) => set(page.items[3].about, { id: page.items[2].id }),
  "an answer moved to another question with its digest": (page) =>
    set(page.items[3], { about: { id: page.items[2].id, digest: page.items[3].about.digest } }),
  "an invented person": (page) => set(page.items[3], { senderKeyId: page.items[3].rosterHash }),
  "an answer from another time": (page) => set(page.items[3], { at: "2020-01-01T00:00:00.000Z" }),
  "another view of the timeline": (page) => set(page.items[3], { seenSeq: 1 }),
  "a foreign session's key id": (page) => set(page.items[3], { keyId: page.items[3].rosterHash }),
  "another roster": (page) => set(page.items[3], { rosterHash: page.items[3].keyId }),
  "fields that changed places": (page) => swapContents(page),
  "a gap": (page) => void page.items.splice(2, 1),
  "a repeat": (page) => void page.items.splice(3, 1, { ...page.items[1], seq: 4 }),
  "two items in each other's place": (page) => swapSeqs(page),
  "an item of another session": (page) => set(page.items[1], { sessionId: page.items[1].id }),
  "a cursor past the items": (page) => set(page, { cursor: 9 }),
};

for (const [what, cheat] of Object.entries(TIMELINE)) {
  test(`${what} is a clear error, never content and never an approval`, async () => {
    await using space = await clientSpace();
    const { sessionId } = await answered(space);
    const agent = await space.agent(
      cheatingNetwork(
        (path) => path.endsWith("/timeline"),
        (body) => {
          const page = body as unknown as Page;
          if (page.items.length === 4) cheat(page);
          return body;
        },
      ),
    );
    const reading = (async () =>
      awaitResponse(await agent.session(sessionId), { deliveries: new Deliveries(), waitSeconds: 0 }))();
    await expect(reading).rejects.toMatchObject({
      code: "tampered",
      message: expect.stringMatching(/^The .+\.$/),
    });
  });
}

test("a foreign session key in a wrapping is refused", async () => {
  await using space = await clientSpace();
  const { sessionId } = await answered(space);
  const other = await createSession(await space.agent(), { title: "Other" });
  const stolen = await (await space.agent()).http.open("GET", `/v1/agent/sessions/${other.id}`);
  const { keyWrappings } = (await stolen.json()) as Page;
  const cheat = cheatingNetwork(
    (path) => path.endsWith(sessionId),
    (body) => ({ ...(body as object), keyWrappings }) as never,
  );
  await expect((await space.agent(cheat)).session(sessionId)).rejects.toMatchObject({ code: "tampered" });
});

test("a roster that lost its last entry is refused by a member that knew it", async () => {
  await using space = await clientSpace();
  const member = await space.agent(
    cheatingNetwork(
      (path) => path.endsWith("/roster"),
      (body) => {
        const page = body as unknown as Page;
        if (page.entries?.length === 1) page.entries = [];
        return body;
      },
    ),
  );
  await expect(member.refreshRoster()).rejects.toMatchObject({ code: "tampered" });
});

test("a roster with another root than the vouched one is refused", async () => {
  await using space = await clientSpace();
  await using stranger = await clientSpace();
  const theirs = await stranger.agent();
  const entries = await (await theirs.http.open("GET", "/v1/agent/roster?after=-1")).json();
  const cheat = cheatingNetwork(
    (path) => path.endsWith("/roster"),
    () => entries as never,
  );
  await expect(space.agent(cheat)).rejects.toMatchObject({ code: "tampered" });
});

test("a server that swaps the root in its own word is refused by the voucher", async () => {
  await using space = await clientSpace();
  await using stranger = await clientSpace();
  const { root, spaceId } = (await stranger.agent()).me;
  const cheat = cheatingNetwork(
    (path) => path.endsWith("/me"),
    (body) => ({ ...(body as object), root, spaceId }) as never,
  );
  await expect(space.agent(cheat)).rejects.toMatchObject({ code: "tampered" });
});

function flip(field: { ciphertext: string }): void {
  const last = field.ciphertext.at(20) === "A" ? "B" : "A";
  field.ciphertext = field.ciphertext.slice(0, 20) + last + field.ciphertext.slice(21);
}

function swapSeqs(page: Page): void {
  [page.items[1], page.items[2]] = [
    { ...page.items[2], seq: 2 },
    { ...page.items[1], seq: 3 },
  ];
}

function swapContents(page: Page): void {
  const [first, second] = [page.items[1].encryptedContent, page.items[2].encryptedContent];
  set(page.items[1], { encryptedContent: second });
  set(page.items[2], { encryptedContent: first });
}

function set(target: object, changes: object): void {
  Object.assign(target, changes);
}

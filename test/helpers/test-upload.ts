import { newId } from "../../src/protocol/id.ts";
import type { TestMember } from "./test-member.ts";
import type { TestSession } from "./test-session.ts";

/** The parts of an upload, one request each. */
export function testUpload(session: TestSession, member: TestMember, id = newId()) {
  const path = `${session.path}/attachments/${id}`;
  const { space } = session;
  return {
    id,
    path,
    put: (bytes: Uint8Array, offset: number) => space.as(member, "PUT", `${path}?offset=${offset}`, bytes),
    progress: () => space.as(member, "GET", `${path}/progress`),
    complete: async () =>
      space.as(
        member,
        "POST",
        path,
        await session.item(member, { kind: "Attachment", id }, { metadata: { name: "a" } }),
      ),
  };
}

export function someBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

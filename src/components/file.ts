import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { attachmentId } from "./field-schemas.ts";

export const file = defineComponent({
  type: "file",
  group: "content",
  description: "A file that was uploaded to the session, to open or save.",
  schema: v.strictObject({ attachment_id: attachmentId() }),
  children: false,
  example: { attachment_id: "01997b1e-7d3a-7c62-9a54-0c7f3f0f1a2b" },
  toText: ({ attachment_id }) => `File: attachment ${attachment_id}`,
  attachmentIds: ({ attachment_id }) => [attachment_id],
});

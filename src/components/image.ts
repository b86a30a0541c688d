import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { attachmentId, line } from "./field-schemas.ts";

export const image = defineComponent({
  type: "image",
  group: "content",
  description: "A picture that was uploaded to the session.",
  schema: v.strictObject({
    attachment_id: attachmentId(),
    alt: v.pipe(line(1_000), v.description("what the picture shows, for those who cannot see it")),
    caption: v.optional(line(1_000)),
  }),
  children: false,
  example: {
    attachment_id: "01997b1e-7d3a-7c62-9a54-0c7f3f0f1a2b",
    alt: "The new checkout page",
    caption: "Staging, today",
  },
  toText: ({ attachment_id, alt, caption }) =>
    `Image: ${alt}${caption ? ` (${caption})` : ""}, attachment ${attachment_id}`,
  attachmentIds: ({ attachment_id }) => [attachment_id],
});

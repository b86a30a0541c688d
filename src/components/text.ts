import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { prose } from "./field-schemas.ts";

export const text = defineComponent({
  type: "text",
  group: "content",
  description: "A passage of Markdown.",
  schema: v.strictObject({
    content: v.pipe(
      prose(),
      v.description("Markdown; HTML is shown as text and remote images are not loaded"),
    ),
  }),
  children: false,
  example: { content: "12 new features, 34 bug fixes. **All tests passing.**" },
  toText: ({ content }) => content,
});

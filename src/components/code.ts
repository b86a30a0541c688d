import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { line, raw } from "./field-schemas.ts";

/** A fence longer than any run of backticks inside, so that the code cannot end its own block. */
function fenceFor(content: string): string {
  const longest = (content.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  return "`".repeat(longest + 1);
}

export const code = defineComponent({
  type: "code",
  group: "content",
  description: "Source code or a log, in a fixed-width font.",
  schema: v.strictObject({
    code: raw(),
    language: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^[A-Za-z0-9_+#.-]{1,30}$/, "expected the name of a language, such as ts or python"),
        v.description("for the colours: ts, python, diff …"),
      ),
    ),
    title: v.optional(v.pipe(line(), v.description("such as a file name"))),
  }),
  children: false,
  example: { code: "bun run deploy --env production", language: "sh", title: "deploy.sh" },
  toText: ({ code: content, language, title }) => {
    const fence = fenceFor(content);
    const block = `${fence}${language ?? ""}\n${content}\n${fence}`;
    return title ? `${title}\n${block}` : block;
  },
});

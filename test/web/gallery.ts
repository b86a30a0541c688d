import { COMPONENTS } from "../../src/components/all.ts";
import type { ComponentNode } from "../../src/components/component.ts";

const LONG = "a".repeat(400);

/** Every component type that only shows something, by its own example, and things that are hard to lay out. */
export function gallery(): ComponentNode[] {
  const examples = COMPONENTS.filter(
    ({ group, type }) => group === "content" && type !== "file" && type !== "image",
  ).map(({ type, example }): ComponentNode => ({ type, data: { ...Object(example) } }));
  return [
    { type: "card", data: { title: "Release" }, children: [{ type: "group", children: examples }] },
    { type: "code", data: { code: `const wide = "${LONG}";`, language: "ts" } },
    {
      type: "text",
      data: { content: `# Heading\n\n- [x] done\n\n\`${LONG}\`\n\n| a | b |\n|---|---|\n| ${LONG} | 1 |` },
    },
    {
      type: "table",
      data: { headers: Array.from({ length: 12 }, (_, column) => `Column ${column}`), rows: [] },
    },
    ...(["info", "success", "warning", "error"] as const).map((level) => ({
      type: "alert",
      data: { level, text: `This is ${level}.` },
    })),
  ];
}

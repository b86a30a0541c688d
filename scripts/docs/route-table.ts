import { ROUTES } from "../../src/server/routes.ts";
import { markdownTable } from "./markdown-table.ts";

const FACES = { Agent: "agent", Human: "human", Guest: "guest" } as const;

export function routeTable(): string {
  const rows = ROUTES.map(({ method, path, callers }) => {
    if (callers === "Anyone") return [`\`${method} ${path}\``, "✓", "✓", "✓", "anyone, before signing in"];
    const mark = (face: keyof typeof FACES) => (callers.includes(face) ? "✓" : "");
    const faces = Object.keys(FACES).filter((face) => callers.some((caller) => caller === face));
    const prefix = faces.length === 1 ? faces.map((face) => face.toLowerCase()).join() : "…";
    return [
      `\`${method} /v1/${prefix}${path}\``,
      mark("Agent"),
      mark("Human"),
      mark("Guest"),
      callers.includes("Invite") ? "invites too" : "",
    ];
  });
  return markdownTable(["Route", "Agent", "Person", "Guest", ""], rows);
}

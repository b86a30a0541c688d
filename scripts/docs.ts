import { resolve } from "node:path";
import { commandTable } from "./docs/command-table.ts";
import { componentPage } from "./docs/component-page.ts";
import { environmentTable } from "./docs/environment-table.ts";
import { errorTable } from "./docs/error-table.ts";
import { routeTable } from "./docs/route-table.ts";
import { toolTables } from "./docs/tool-tables.ts";
import { vectorList } from "./docs/vector-list.ts";

/** Every generated part of the docs: the file, the name between its markers, and what makes it. */
const PARTS: { file: string; name: string; render: () => string | Promise<string> }[] = [
  { file: "docs/protocol.md", name: "errors", render: errorTable },
  { file: "docs/protocol.md", name: "routes", render: routeTable },
  { file: "docs/protocol.md", name: "vectors", render: vectorList },
  { file: "docs/tools.md", name: "tools", render: toolTables },
  { file: "docs/components.md", name: "components", render: componentPage },
  { file: "docs/commands.md", name: "commands", render: commandTable },
  { file: "docs/configuration.md", name: "environment", render: environmentTable },
];

const isCheck = Bun.argv.includes("--check");
const root = resolve(import.meta.dir, "..");
let stale = 0;

for (const { file, name, render } of PARTS) {
  const path = resolve(root, file);
  const before = await Bun.file(path).text();
  const start = `<!-- generated:${name} -->`;
  const from = before.indexOf(start);
  const to = before.indexOf("<!-- /generated -->", from);
  if (from < 0 || to < 0) throw new Error(`${file} has no place for the generated part "${name}".`);
  const after = `${before.slice(0, from + start.length)}\n${(await render()).trim()}\n${before.slice(to)}`;
  if (after === before) continue;
  stale++;
  if (isCheck) console.error(`${file}: the part "${name}" is not what the code says; run \`bun run docs\`.`);
  else await Bun.write(path, after);
}

if (isCheck && stale > 0) process.exit(1);

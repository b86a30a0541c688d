import { pathsIn } from "../../src/config/paths.ts";
import { askRecords } from "../../src/local/ask-records.ts";

/** A process that takes the records under some keys once it hears a line, says which it got, and lives until stdin ends. */
const [home = "", ...keys] = process.argv.slice(2);
const records = askRecords(pathsIn(home), 60 * 60 * 1000);
process.stdout.write("ready\n");
for await (const _line of console) {
  process.stdout.write(`${JSON.stringify(keys.filter((key) => records.take(key)))}\n`);
}

import { expect } from "bun:test";
import type { Outcome } from "../helpers/run-command.ts";
import type { Room } from "./room.ts";

const OLD = /^hiloop \d+\.\d+\.\d+ /;

/** One sentence, a failing exit code, and the hiloop that was there before still there, alone and working. */
export function expectRefusal(home: Room, { code, out, err }: Outcome, sentence: RegExp): void {
  const said = err.replace(/^Downloading \S+ \.\.\.\n/, "");
  expect(said).toStartWith("install.sh: ");
  expect(said.replace(/^install\.sh: /, "").trimEnd()).toMatch(sentence);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(home.names()).toEqual(["hiloop", "hiloop-mcp"]);
  expect(home.version()).toMatch(OLD);
}

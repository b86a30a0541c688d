import type { Member } from "../client/member.ts";
import { peopleOf } from "../client/sender.ts";
import { shownName } from "../components/input-issues.ts";
import { HiloopError, type InputIssue } from "../protocol/error.ts";

type People = Map<string, string>;

/** The member ids of people that a caller named; all names that fit nobody are said at once. */
export async function peopleByName(member: Member, names: string[]): Promise<string[]> {
  if (names.some((name) => find(peopleOf(member.roster), name).length !== 1)) await member.refreshRoster();
  const people = peopleOf(member.roster);
  const found = names.map((name) => find(people, name));
  const issues = found.flatMap((ids, index) =>
    problem(ids, `participants[${index}]`, names[index] ?? "", people),
  );
  if (issues.length === 0) return [...new Set(found.flat())];
  throw new HiloopError("invalid_input", "The participants are not all people of this space.", {
    issues,
    advice: "Correct the names, or leave participants out to reach everyone.",
  });
}

/** A full name first; else the only one that begins with it; an id too. */
function find(people: People, name: string): string[] {
  const wanted = name.trim().toLowerCase();
  const matching = (fits: (known: string, id: string) => boolean) =>
    [...people].filter(([id, known]) => fits(known.toLowerCase(), id)).map(([id]) => id);
  const exact = matching((known, id) => known === wanted || id === wanted);
  return exact.length > 0 ? exact : matching((known) => known.startsWith(`${wanted} `));
}

function problem(ids: string[], path: string, name: string, people: People): InputIssue[] {
  if (ids.length === 1) return [];
  const all = [...people].map(([id, known]) => (ids.includes(id) ? `${known} (${id})` : known)).join(", ");
  const what = ids.length === 0 ? "nobody has this name" : "several people have this name; give the id";
  return [{ path, message: `${what}: ${shownName(name)}; the people are ${all || "none yet"}` }];
}

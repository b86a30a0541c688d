import type { InputIssue } from "../protocol/error.ts";
import { CONFIRM_NAME } from "./answer.ts";
import type { Asks } from "./asks.ts";
import { joinPath } from "./input-issues.ts";

type Place = { name: string; path: string };

function repeated(places: readonly Place[], message: string): InputIssue[] {
  const seen = new Set<string>();
  return places.flatMap(({ name, path }) => {
    if (seen.has(name)) return [{ path, message }];
    seen.add(name);
    return [];
  });
}

/**
 * What one answer could not tell apart: two buttons of a message with the same action, two values with the same name,
 * and a value with the name under which the typed word of a button travels.
 */
export function askedTwice(all: readonly { path: string; asks: Asks }[]): InputIssue[] {
  const places = (of: (asks: Asks) => readonly Place[]): Place[] =>
    all.flatMap(({ path, asks }) =>
      of(asks).map((place) => ({ name: place.name, path: joinPath(path, place.path) })),
    );
  const buttons = places((asks) => asks.buttons.map(({ action, path }) => ({ name: action, path })));
  const values = places((asks) => asks.values);
  const isConfirmed = all.some(({ asks }) => asks.buttons.some(({ confirm }) => confirm !== undefined));
  return [
    ...repeated(buttons, "another button of this message has the same action"),
    ...repeated(values, "another value of this message has the same name"),
    ...(isConfirmed ? values.filter(({ name }) => name === CONFIRM_NAME) : []).map(({ path }) => ({
      path,
      message: `the name ${CONFIRM_NAME} is taken by the word that a button asks for`,
    })),
  ];
}

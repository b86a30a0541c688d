import * as v from "valibot";
import type { SettingName } from "../config/settings.ts";
import { ConfigFileSchema } from "./small-files.ts";

type Told = (value: string) => string | undefined;

/** What a setting does beyond this hiloop; undefined where it does nothing of the kind. Every setting has to say. */
const EFFECTS: Record<SettingName, Told | undefined> = {
  open: (value) =>
    ['"auto"', '"never"'].includes(value)
      ? undefined
      : `hiloop starts the program ${value} to show the inbox`,
  downloadBase: (value) => `new versions of hiloop come from ${value}`,
  baseUrl: (value) => `agents work with the server ${value}`,
  publicUrl: (value) => `links for people and guests lead to ${value}`,
  apiKey: () => "agents work with the key given there, in whoever's space it is",
  allowedDirs: (value) => `assistants may upload files from ${value}`,
  port: undefined,
  agent: undefined,
  maxWait: undefined,
  log: undefined,
  updateNotice: undefined,
};

/** One line for each setting of a `config.json` that runs something or leads elsewhere. */
export function tellingSettings(text: string): string[] {
  const config = v.parse(ConfigFileSchema, JSON.parse(text));
  return Object.entries(EFFECTS).flatMap(([name, tell]) => {
    const value = config[name];
    const told = value === undefined ? undefined : tell?.([value].flat().map(shown).join(", "));
    return told ? [`${name}: ${told}`] : [];
  });
}

/** Somebody else may have chosen it: nothing in it is to drive a terminal or to turn the line around. */
function shown(value: string | number): string {
  return JSON.stringify(String(value).slice(0, 200)).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

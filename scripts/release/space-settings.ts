import { SETTINGS } from "../../src/config/settings.ts";

export type SpaceSetting = {
  key: string;
  variable: string;
  title: string;
  description: string;
  secret: boolean;
};

/** What a client's settings page offers: which space hiloop speaks in. */
export const SPACE_SETTINGS: readonly SpaceSetting[] = [
  { key: "api_key", title: "API key", secret: true, ...described("HILOOP_API_KEY") },
  { key: "base_url", title: "Server address", secret: false, ...described("HILOOP_BASE_URL") },
];

function described(variable: string): { variable: string; description: string } {
  const setting = SETTINGS.find((known) => known.variable === variable);
  if (!setting) throw new Error(`hiloop has no setting ${variable}.`);
  const fallback = setting.fallback.replace(/^none: /, "");
  return { variable, description: `${setting.description} Left empty: ${fallback}.`.replaceAll("`", "") };
}

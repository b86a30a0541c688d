import { TOOLS } from "../../../src/tools/all.ts";
import { REPOSITORY } from "../../build/stamp.ts";
import { TARGETS, type TargetName } from "../../build/targets.ts";
import type { Source } from "../source.ts";
import { SPACE_SETTINGS } from "../space-settings.ts";

export const ICON = "icon.png";

const LONG_DESCRIPTION = `hiloop lets an assistant ask a person: with buttons, forms, tables and files, and waits as long as it takes. The
answer comes from the inbox in a browser, on a desk or a phone. Without any configuration the first question starts a
private server on this computer; with an API key and an address the assistant speaks in your team's space. Content is
sealed end to end.`;

/** Where the executable lies in a bundle. */
export function entryPoint(target: TargetName): string {
  return `server/${TARGETS[target].executable}`;
}

/** The manifest of an MCP bundle, of manifest version 0.3. */
export function bundleManifest({ version, description }: Source, target: TargetName): object {
  return {
    manifest_version: "0.3",
    name: "hiloop",
    display_name: "hiloop",
    version,
    description,
    long_description: LONG_DESCRIPTION.replaceAll("\n", " "),
    author: { name: "The hiloop authors", url: REPOSITORY },
    repository: { type: "git", url: REPOSITORY },
    homepage: REPOSITORY,
    documentation: `${REPOSITORY}/blob/v${version}/README.md`,
    support: `${REPOSITORY}/issues`,
    icon: ICON,
    server: {
      type: "binary",
      entry_point: entryPoint(target),
      mcp_config: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the client puts the bundle's folder there
        command: "${__dirname}/".concat(entryPoint(target)),
        args: ["mcp"],
        env: Object.fromEntries(
          SPACE_SETTINGS.map(({ variable, key }) => [variable, `\${user_config.${key}}`]),
        ),
      },
    },
    tools: TOOLS.map(({ name, description: text }) => ({ name, description: firstSentence(text) })),
    keywords: ["human-in-the-loop", "approval", "questions", "inbox"],
    license: "MIT",
    privacy_policies: [`${REPOSITORY}/blob/v${version}/docs/security.md`],
    compatibility: { platforms: [TARGETS[target].platform] },
    user_config: Object.fromEntries(
      SPACE_SETTINGS.map(({ key, title, description: text, secret }) => [
        key,
        // With no default, a client hands on the placeholder itself.
        { type: "string", title, description: text, required: false, sensitive: secret, default: "" },
      ]),
    ),
  };
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

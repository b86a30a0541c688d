import type { Flags } from "./flags.ts";

/** Flags that stand above the environment and `config.json`. */
export const HOME_FLAGS = {
  profile: {
    type: "string",
    hint: "NAME",
    description: "Use this profile and nothing of the environment: local, the space on this computer",
  },
  home: { type: "string", hint: "DIR", description: "Folder of the local space (default: ~/.hiloop)" },
  log: { type: "string", hint: "LEVEL", description: "What is logged: silent, error, warn, info or debug" },
} as const satisfies Flags;

export const SPACE_FLAGS = {
  ...HOME_FLAGS,
  "base-url": { type: "string", hint: "URL", description: "Address of the Hiloop server" },
  agent: { type: "string", hint: "NAME", description: "The name to speak under" },
} as const satisfies Flags;

export type Flag = {
  type: "string" | "boolean";
  /** May be given several times; its value is a list. */
  multiple?: true;
  description: string;
  /** What stands for the value in the help. */
  hint?: string;
  /** Not in the help: for hiloop's own use. */
  hidden?: true;
};
export type Flags = Readonly<Record<string, Flag>>;
export type Positional = { name: string; description: string; optional?: true };

export type FlagValues<F extends Flags> = {
  [Name in keyof F]: F[Name] extends { type: "boolean" }
    ? boolean
    : F[Name] extends { multiple: true }
      ? string[]
      : string | undefined;
};

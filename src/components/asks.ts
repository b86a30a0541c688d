/** The values of an answer by name: form fields, `qa` ids, `rating`, and `confirm` for a typed word. */
export type Values = Record<string, unknown>;

export const BUTTON_VARIANTS = ["primary", "secondary", "danger"] as const;
export const COMMENT_RULES = ["none", "optional", "required"] as const;

/** A button that a person may press; `action` is what the agent gets. */
export type AskedButton = {
  action: string;
  label: string;
  variant: (typeof BUTTON_VARIANTS)[number];
  /** Whether a written comment comes along; `optional` unless the sender said otherwise. */
  comment: (typeof COMMENT_RULES)[number];
  /** The word that must be typed before the button counts; it travels as `values.confirm`. */
  confirm: string | undefined;
  /** Where the action stands, relative to the component's data. */
  path: string;
};

/** One value that a person is asked for. */
export type AskedValue = {
  name: string;
  required: boolean;
  /** Where the name stands, relative to the component's data. */
  path: string;
  /** False while the field is hidden by its `show_if`: then no value is needed and none is allowed. */
  isShown(values: Values): boolean;
  /** What is wrong with a value that was given, or undefined. Never throws, whatever it is given. */
  problem(value: unknown): string | undefined;
};

/** What a person can give in answer: buttons to press, values to fill in, and the words on the submit button. */
export type Asks = { buttons: AskedButton[]; values: AskedValue[]; submitLabel?: string };

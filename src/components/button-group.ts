import * as v from "valibot";
import { type AskedButton, BUTTON_VARIANTS, COMMENT_RULES } from "./asks.ts";
import { defineComponent } from "./component.ts";
import { line, listOf } from "./field-schemas.ts";

const ButtonSchema = v.strictObject({
  label: v.pipe(line(100), v.description("what the person reads")),
  action: v.pipe(line(100), v.description("what the answer says when this button is pressed")),
  variant: v.optional(
    v.pipe(
      v.picklist(BUTTON_VARIANTS),
      v.description("danger marks the negative answer; secondary when left out"),
    ),
  ),
  comment: v.optional(
    v.pipe(
      v.picklist(COMMENT_RULES),
      v.description("whether a written comment comes along; optional when left out"),
    ),
  ),
  confirm: v.optional(v.pipe(line(50), v.description("a word that must be typed first, such as DELETE"))),
});

type Button = v.InferOutput<typeof ButtonSchema>;

function asked(button: Button, index: number): AskedButton {
  return {
    action: button.action,
    label: button.label,
    variant: button.variant ?? "secondary",
    comment: button.comment ?? "optional",
    confirm: button.confirm,
    path: `buttons[${index}].action`,
  };
}

function buttonText({ label, action, comment, confirm }: Button): string {
  const notes = [
    ...(comment === "required" ? ["with a comment"] : []),
    ...(confirm ? [`type ${confirm} to confirm`] : []),
  ];
  return `[${action}] ${label}${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`;
}

export const buttonGroup = defineComponent({
  type: "button_group",
  group: "interactive",
  description: "Buttons; the person presses one.",
  schema: v.strictObject({ buttons: listOf(ButtonSchema, 20) }),
  children: false,
  example: {
    buttons: [
      { label: "Approve", action: "approve", variant: "primary" },
      { label: "Reject", action: "reject", variant: "danger", comment: "required" },
    ],
  },
  toText: ({ buttons }) => buttons.map(buttonText).join("\n"),
  asks: ({ buttons }) => ({ buttons: buttons.map(asked) }),
});

import { describe, expect, test } from "bun:test";
import { questionAsks } from "../../src/components/question.ts";
import { fieldOf, formOf } from "./refusal.ts";

function buttons(...actions: string[]): object {
  return { type: "button_group", data: { buttons: actions.map((action) => ({ label: "Go", action })) } };
}

function actions(components: unknown): string[] {
  return questionAsks(components).buttons.map(({ action }) => action);
}

describe("the buttons of a question", () => {
  const form = formOf(fieldOf());
  const ownForm = { ...form, data: { ...form.data, submit_label: "Deploy" } };

  test("are those of all its groups, in reading order", () => {
    expect(actions([{ type: "card", children: [buttons("a", "b")] }, buttons("c")])).toEqual(["a", "b", "c"]);
  });

  test("end with submit where values are asked for and nothing else submits them", () => {
    expect(actions([form])).toEqual(["submit"]);
    expect(actions([{ type: "rating" }])).toEqual(["submit"]);
    expect(actions([form, buttons("go")])).toEqual(["go"]);
    expect(actions([ownForm, buttons("go")])).toEqual(["go", "submit"]);
    expect(actions([{ type: "divider" }])).toEqual([]);
  });

  test("have submit once, even if the sender has one too", () => {
    expect(actions([ownForm, buttons("submit")])).toEqual(["submit"]);
  });

  test("have plain defaults", () => {
    const [go] = questionAsks([buttons("go")]).buttons;
    expect(go).toMatchObject({ label: "Go", variant: "secondary", comment: "optional", confirm: undefined });
    const [submit] = questionAsks([ownForm]).buttons;
    expect(submit).toMatchObject({ label: "Deploy", variant: "primary", comment: "optional" });
  });
});

test("the values of a question are those of its forms, questions and ratings", () => {
  const qa = { type: "qa", data: { questions: [{ id: "q", question: "?" }] } };
  const asked = questionAsks([formOf(fieldOf()), qa, { type: "rating" }]).values;
  expect(asked.map(({ name, required }) => [name, required])).toEqual([
    ["a", false],
    ["q", true],
    ["rating", true],
  ]);
});

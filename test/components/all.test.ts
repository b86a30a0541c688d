import { describe, expect, test } from "bun:test";
import { COMPONENTS, findComponent } from "../../src/components/all.ts";
import { componentLine, componentReference } from "../../src/components/describe.ts";
import { parseComponents } from "../../src/components/parse-components.ts";

test("the types of this version are there, each under its own name", () => {
  expect(COMPONENTS.map(({ type }) => type).join(" ")).toBe(
    "page group card text header divider code list quote table alert kv stat metric_grid steps image file button_group form qa rating",
  );
  for (const component of COMPONENTS) expect<unknown>(findComponent(component.type)).toBe(component);
  expect(findComponent("toString")).toBeUndefined();
});

describe.each(COMPONENTS.map((component) => [component.type, component] as const))(
  "%s",
  (type, component) => {
    test("has an example that a sender may send", () => {
      const [node] = parseComponents({ type, data: component.example });
      expect<unknown>(node?.data).toEqual(component.example);
      if (component.group !== "layout") expect(component.toText(component.example, "")).not.toBe("");
    });

    test("is described in one line and in the reference", () => {
      expect(component.description).toMatch(/^[A-Z].*\.$/);
      expect(componentLine(component)).toStartWith(`${type} {`);
      expect(componentReference()).toContain(`\n## ${type}\n\n${component.description}`);
    });

    test("has children only as a layout", () => {
      expect<boolean>(component.children).toBe(component.group === "layout");
      expect(
        component.asks(component.example).buttons.length + component.asks(component.example).values.length >
          0,
      ).toBe(component.group === "interactive");
    });
  },
);

describe("the lines that tell a model the types", () => {
  test("say the fields, what may be left out, and the choices", () => {
    const lines = COMPONENTS.map(componentLine);
    expect(lines).toContain("text {content}");
    expect(lines).toContain("card {title?} + children");
    expect(lines).toContain(
      "button_group {buttons:[{label,action,variant?:primary|secondary|danger,comment?:none|optional|required,confirm?}]}",
    );
    expect(lines).toContain(
      "table {headers:[string],rows:[[string|number|boolean|null]],align?:[left|center|right],caption?}",
    );
  });

  test("stay within 2,300 characters", () => {
    expect(COMPONENTS.map(componentLine).join("\n").length).toBeLessThanOrEqual(2_300);
  });
});

test("the reference has every field with its type and meaning", () => {
  const reference = componentReference();
  expect(reference).toContain(
    "| `buttons[].variant` | `primary`, `secondary`, `danger` |  | danger marks the negative answer; secondary when left out |",
  );
  expect(reference).toContain("| `fields[].show_if.equals` | string or number or boolean | yes |  |");
  expect(reference).toContain("| `fields[].options[].value` | string | yes |");
  expect(reference).toContain('{"type":"file","data":{"attachment_id":"');
});

import { expect, test } from "bun:test";
import { attachmentIds } from "../../src/components/attachment-ids.ts";

const ONE = "01997b1e-7d3a-7c62-9a54-0c7f3f0f1a2b";
const TWO = "01997b1e-7d3a-7c62-9a54-0c7f3f0f1a2c";

test("attachments of images and files are found at any depth, each once, in order", () => {
  const image = { type: "image", data: { attachment_id: TWO, alt: "A cat" } };
  const file = (attachment_id: string): object => ({ type: "file", data: { attachment_id } });
  expect(
    attachmentIds([{ type: "card", children: [{ type: "group", children: [image] }] }, file(ONE), file(TWO)]),
  ).toEqual([TWO, ONE]);
});

test("what is no valid image or file refers to nothing", () => {
  const broken = { type: "image", data: { attachment_id: ONE } };
  expect(attachmentIds([broken, { type: "hologram", data: { attachment_id: ONE } }])).toEqual([]);
  expect(attachmentIds("nonsense")).toEqual([]);
});

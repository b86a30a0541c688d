import type { PeLayout } from "./pe-layout.ts";

const RESOURCES = 2;
const HIGH_BIT = 0x80000000;

export type ResourceLeaf = {
  type: number;
  /** The name of a resource that has a name instead of a number is not read. */
  id: number | undefined;
  data: DataView;
};

/** All resources of an executable with a number as their type. Throws a RangeError when a table or its data lies outside. */
export function readResources({ file, sections, directories }: PeLayout): ResourceLeaf[] {
  const directory = directories[RESOURCES];
  const section = sections.find(({ address }) => address === directory?.address);
  if (!directory || !section) return [];
  const tree = new DataView(file.buffer, file.byteOffset + section.rawAt, directory.size);

  const entries = (at: number) => {
    const count = tree.getUint16(at + 12, true) + tree.getUint16(at + 14, true);
    return Array.from({ length: count }, (_, index) => {
      const [key, target] = [at + 16 + index * 8, at + 20 + index * 8].map((place) =>
        tree.getUint32(place, true),
      );
      return { id: key && key < HIGH_BIT ? key : undefined, below: (target ?? 0) % HIGH_BIT };
    });
  };
  const data = (at: number) => {
    const start = tree.getUint32(at, true) - section.address;
    if (start < 0 || start + tree.getUint32(at + 4, true) > tree.byteLength) throw new RangeError("outside");
    return new DataView(tree.buffer, tree.byteOffset + start, tree.getUint32(at + 4, true));
  };
  return entries(0).flatMap(({ id: type, below: names }) =>
    type === undefined
      ? []
      : entries(names).flatMap(({ id, below: languages }) =>
          entries(languages).map(({ below }) => ({ type, id, data: data(below) })),
        ),
  );
}

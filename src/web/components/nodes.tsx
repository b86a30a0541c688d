import { createContext } from "preact";
import { useContext, useMemo } from "preact/hooks";
import { findComponent } from "../../components/all.ts";
import type { ReadNode } from "../../components/read-components.ts";
import { walk } from "../../components/walk.ts";
import { Boundary } from "../parts/boundary.tsx";
import { PART_ELEMENTS, useParts } from "../parts/use-parts.tsx";
import { AnsweringContext } from "../state/answering.ts";
import { VIEWS } from "./all.tsx";
import { AsText } from "./as-text.tsx";
import { UnknownView } from "./unknown.tsx";

/** About how many elements a message puts on the page before it is asked for more: one to be answered, and one of many. */
const MESSAGE_ELEMENTS = { inFront: 6_000, inTimeline: PART_ELEMENTS };

/** The components of a message that wait to be asked for. */
const HeldBackContext = createContext<ReadonlySet<ReadNode>>(new Set());

/** A message's components in order, each by the view of its type; of very many the first ones, and a button. */
export function Nodes({ nodes }: { nodes: readonly ReadNode[] }) {
  const all = useMemo(() => [...walk(nodes)], [nodes]);
  const weights = useMemo(() => all.map(elementsOf), [all]);
  const { draft } = useContext(AnsweringContext);
  const { isShown, more } = useParts(weights, {
    what: "parts",
    size: draft ? MESSAGE_ELEMENTS.inFront : MESSAGE_ELEMENTS.inTimeline,
    needed: useFirstProblem(all),
  });
  const shown = new Set(all.filter((_, index) => isShown(index)));
  const isHeldBack = (node: ReadNode): boolean => !shown.has(node) && node.children.every(isHeldBack);
  return (
    <HeldBackContext.Provider value={new Set(all.filter(isHeldBack))}>
      <NodeList nodes={nodes} />
      {more}
    </HeldBackContext.Provider>
  );
}

function NodeList({ nodes }: { nodes: readonly ReadNode[] }) {
  const heldBack = useContext(HeldBackContext);
  return (
    <>
      {nodes.map((node, index) =>
        heldBack.has(node) ? null : (
          <Boundary key={index} fallback={<AsText components={[node]} />}>
            <Node node={node} />
          </Boundary>
        ),
      )}
    </>
  );
}

function Node({ node }: { node: ReadNode }) {
  const inside = node.children.length > 0 ? <NodeList nodes={node.children} /> : null;
  return node.known ? VIEWS[node.type](node, inside) : <UnknownView node={node}>{inside}</UnknownView>;
}

/** Where the first value stands that an answer was refused for; it must be seen to be mended. */
function useFirstProblem(nodes: readonly ReadNode[]): number {
  const paths = useContext(AnsweringContext).draft?.issues.value.map(({ path }) => path) ?? [];
  if (paths.length === 0) return -1;
  return nodes.findIndex((node) => {
    const asked = node.known ? (findComponent(node.type)?.asks(node.data).values ?? []) : [];
    return asked.some(({ name }) => paths.includes(`values.${name}`));
  });
}

/** About how many elements a node's view makes at first: some for each thing in its data, some for long prose. */
function elementsOf({ data }: ReadNode): number {
  let elements = 3;
  const open: unknown[] = [data];
  while (open.length > 0 && elements < PART_ELEMENTS) {
    const next = open.pop();
    if (typeof next === "object" && next !== null) open.push(...Object.values(next));
    else elements += 3 + (typeof next === "string" ? next.length / 20 : 0);
  }
  return Math.min(elements, PART_ELEMENTS);
}

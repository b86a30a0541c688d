import type { ReadNode } from "../../components/read-components.ts";
import { Boundary } from "../parts/boundary.tsx";
import { VIEWS } from "./all.tsx";
import { AsText } from "./as-text.tsx";
import { UnknownView } from "./unknown.tsx";

/** A message's components in order, each by the view of its type. */
export function Nodes({ nodes }: { nodes: readonly ReadNode[] }) {
  return (
    <>
      {nodes.map((node, index) => (
        <Boundary key={index} fallback={<AsText components={[node]} />}>
          <Node node={node} />
        </Boundary>
      ))}
    </>
  );
}

function Node({ node }: { node: ReadNode }) {
  const inside = node.children.length > 0 ? <Nodes nodes={node.children} /> : null;
  return node.known ? VIEWS[node.type](node, inside) : <UnknownView node={node}>{inside}</UnknownView>;
}

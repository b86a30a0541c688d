import type { ComponentChildren, ComponentType as PreactComponent, VNode } from "preact";
import type { ComponentType } from "../../components/all.ts";
import type { KnownNode } from "../../components/read-components.ts";

/** What the view of one component type is given; `children` are the views of the components inside it. */
export type ViewProps<Type extends ComponentType> = { node: KnownNode<Type>; children?: ComponentChildren };

/** A view of any known node; it shows nothing for another type's. */
export type NodeView = (node: KnownNode, inside: ComponentChildren) => VNode | null;

/** Makes the view of one type take any known node. */
export function view<Type extends ComponentType>(
  type: Type,
  View: PreactComponent<ViewProps<Type>>,
): NodeView {
  return (node, inside) => (isOfType(node, type) ? <View node={node}>{inside}</View> : null);
}

function isOfType<Type extends ComponentType>(node: KnownNode, type: Type): node is KnownNode<Type> {
  return node.type === type;
}

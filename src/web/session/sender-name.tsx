import type { Sender } from "../../client/sender.ts";
import { visibleName } from "../../components/visible-text.ts";
import { KIND_WORDS } from "../parts/named-text.ts";

/** Who an item is from, as the roster says: the kind stands beside the name, so that no name can pretend. */
export function SenderName({ sender, isOwn }: { sender: Sender; isOwn: boolean }) {
  return (
    <span class="sender">
      <span class="sender-name">{visibleName(sender.name)}</span>
      {KIND_WORDS[sender.type] && <span class="sender-kind">{KIND_WORDS[sender.type]}</span>}
      {isOwn && <span class="sender-kind">you</span>}
      {!sender.active && <span class="sender-kind">no longer here</span>}
    </span>
  );
}

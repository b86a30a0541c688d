import { Link } from "../parts/link.tsx";
import { isLocalServer } from "../state/network.ts";

/** A list without sessions teaches how the first one comes about. */
export function EmptyFeed() {
  return (
    <div class="empty">
      <p class="empty-title">No questions yet</p>
      <p>When an assistant asks something, it appears here at once. Three ways to see one now:</p>
      <ol class="empty-ways">
        <li>
          Run <code>hiloop demo</code> in a terminal.
        </li>
        <li>
          {isLocalServer ? (
            <>
              Run <code>hiloop setup</code> to add hiloop to your assistant,
            </>
          ) : (
            <>
              <Link href="/agents">Make an agent key</Link> for your assistant,
            </>
          )}{" "}
          then tell it: “Ask me with hiloop before you change anything.”
        </li>
        <li>
          Ask from a script: <code>hiloop ask "Ship it?" --option yes --option no</code>
        </li>
      </ol>
    </div>
  );
}

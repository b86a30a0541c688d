import { Icon } from "../parts/icon.tsx";
import { isLocalServer, isReachable } from "../state/network.ts";

/** Said while the server does not answer; the page goes on trying. */
export function Asleep() {
  if (isReachable.value) return null;
  return (
    <div class="asleep" role="status">
      <Icon name="clock" small />
      {isLocalServer ? (
        <p>
          hiloop is asleep. Run <code>hiloop open</code>, or let your assistant ask something; this page goes
          on by itself.
        </p>
      ) : (
        <p>The server cannot be reached. This page keeps trying; nothing you wrote is lost.</p>
      )}
    </div>
  );
}

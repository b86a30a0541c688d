import { Icon } from "../parts/icon.tsx";
import { durationText } from "../parts/time.tsx";
import { clockAheadMs } from "../state/clock.ts";

/** Said while this computer's clock and the server's differ: ends of questions are judged by both. */
export function ClockOff() {
  const aheadMs = clockAheadMs.value;
  if (aheadMs === 0) return null;
  return (
    <div class="asleep" role="status">
      <Icon name="clock" small />
      <p>
        This computer’s clock is {durationText(Math.abs(aheadMs))} {aheadMs > 0 ? "ahead of" : "behind"} the
        server’s. Set it: questions can seem over, or open, when they are not.
      </p>
    </div>
  );
}

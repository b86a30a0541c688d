import { attachment } from "./attachment.ts";
import { click } from "./click.ts";
import { heldWaits } from "./held-waits.ts";
import { help } from "./help.ts";
import { idleMemory } from "./idle-memory.ts";
import { inbox } from "./inbox.ts";
import { messageRate } from "./message-rate.ts";
import { release } from "./release.ts";
import type { RowGroup } from "./row.ts";
import { startUp } from "./start-up.ts";

/** Every group of rows, in the order of the table. */
export const GROUPS: readonly RowGroup[] = [
  startUp,
  help,
  idleMemory,
  click,
  heldWaits,
  messageRate,
  attachment,
  inbox,
  release,
];

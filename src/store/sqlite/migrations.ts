import { START } from "./migration-1-start.ts";
import { USAGE } from "./migration-2-usage.ts";

/** Numbered from 1; each runs once, in a transaction of its own. Never edit one that was released. */
export const MIGRATIONS: readonly string[] = [START, USAGE];

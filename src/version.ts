declare const HILOOP_VERSION: string;
declare const HILOOP_COMMIT: string;
declare const HILOOP_DATE: string;

/** The build stamps these in (scripts/build.ts); a run from source says so. */
export const VERSION = typeof HILOOP_VERSION === "string" ? HILOOP_VERSION : "0.0.0-source";
export const COMMIT = typeof HILOOP_COMMIT === "string" ? HILOOP_COMMIT : "unknown";
export const COMMIT_DATE = typeof HILOOP_DATE === "string" ? HILOOP_DATE : "unknown";

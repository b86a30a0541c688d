declare const HILOOP_VERSION: string;
declare const HILOOP_COMMIT: string;
declare const HILOOP_DATE: string;
declare const HILOOP_TARGET: string;
declare const HILOOP_RELEASE_KEY: string;
declare const HILOOP_REPOSITORY: string;

/** The build stamps these in (scripts/build/stamp.ts); a run from source says so. */
export const VERSION = typeof HILOOP_VERSION === "string" ? HILOOP_VERSION : "0.0.0-source";
export const COMMIT = typeof HILOOP_COMMIT === "string" ? HILOOP_COMMIT : "unknown";
export const COMMIT_DATE = typeof HILOOP_DATE === "string" ? HILOOP_DATE : "unknown";
/** What the executable was built for, such as `linux-x64-musl`. */
export const TARGET = typeof HILOOP_TARGET === "string" ? HILOOP_TARGET : "unknown";
/** The minisign public key that releases are signed with, as its one line of base64; empty when the build has none. */
export const RELEASE_KEY = typeof HILOOP_RELEASE_KEY === "string" ? HILOOP_RELEASE_KEY : "";
/** The address of the repository; releases lie below it. */
export const REPOSITORY = typeof HILOOP_REPOSITORY === "string" ? HILOOP_REPOSITORY : "";

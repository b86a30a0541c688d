/** What `HILOOP_LOG` may say. Here and not in `log.ts`, so that reading the settings loads no logger. */
export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;

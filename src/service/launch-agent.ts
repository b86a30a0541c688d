import { requireOneLine } from "./require-one-line.ts";
import type { Command } from "./service-manager.ts";
import { stamped } from "./stamp.ts";

export const LAUNCH_LABEL = "com.hi-loop.hiloop";

/** Read, write and search for the owner alone, as launchd wants it: decimal. */
const UMASK = 0o077;

/** A launchd agent: a property list (launchd.plist(5)). */
export function launchAgent(command: Command, logFile: string): string {
  requireOneLine(command);
  return stamped(
    `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>${LAUNCH_LABEL}</string>
	<key>ProgramArguments</key>
	<array>
${wordsOf(command)}
	</array>
	<key>RunAtLoad</key>
	<true/>
	<key>KeepAlive</key>
	<dict>
		<key>SuccessfulExit</key>
		<false/>
	</dict>
	<key>ThrottleInterval</key>
	<integer>5</integer>
	<key>ExitTimeOut</key>
	<integer>15</integer>
	<key>Umask</key>
	<integer>${UMASK}</integer>
	<key>SoftResourceLimits</key>
	<dict>
		<key>NumberOfFiles</key>
		<integer>65536</integer>
	</dict>
	<key>StandardOutPath</key>
	<string>${escaped(logFile)}</string>
	<key>StandardErrorPath</key>
	<string>${escaped(logFile)}</string>
</dict>
</plist>
`,
    (line) => `<!-- ${line} -->`,
  );
}

/** As the property list has them. */
export function wordsOf(words: readonly string[]): string {
  return words.map((word) => `\t\t<string>${escaped(word)}</string>`).join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

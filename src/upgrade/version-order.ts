const VERSION_PATTERN = /^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*)?$/;
const LONGEST_VERSION = 64;

/** Whether a text is a version that a release may have: it becomes part of addresses and file names. */
export function isVersion(text: string): boolean {
  return text.length <= LONGEST_VERSION && VERSION_PATTERN.test(text);
}

/** Positive when `left` is newer than `right`, by semantic versioning: a pre-release comes before its release. */
export function compareVersions(left: string, right: string): number {
  return Bun.semver.order(left, right);
}

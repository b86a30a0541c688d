/** A word as a POSIX shell reads it, in quotes if it needs them: for commands that are printed to be pasted. */
export function forShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

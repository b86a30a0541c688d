const paint = (open: number, close: number) => (text: string) => `\x1b[${open}m${text}\x1b[${close}m`;
const bold = paint(1, 22);
const cyan = paint(36, 39);
const grey = paint(90, 39);

/** The colours of a help text, for a terminal: headings, and what can be typed. */
export function paintHelp(text: string): string {
  return text
    .replace(/^.*$/m, grey)
    .replace(/^(USAGE) (.*)$/m, (_, heading, usage) => `${bold(heading)} ${cyan(usage)}`)
    .replace(/^[A-Z]+$/gm, bold)
    .replace(/^( +)(\S.*?)(?= {2,}\S)/gm, (_, indent, name) => `${indent}${cyan(name)}`);
}

/** Whether version `left` is newer than `right`, by their three numbers. */
export function isNewer(left: string, right: string): boolean {
  const [one, other] = [numbers(left), numbers(right)];
  const place = one.findIndex((number, index) => number !== other[index]);
  return place >= 0 && (one[place] ?? 0) > (other[place] ?? 0);
}

function numbers(version: string): number[] {
  const found = version.match(/^(\d+)\.(\d+)\.(\d+)/);
  return found ? found.slice(1).map(Number) : [0, 0, 0];
}

/** Arithmetic of Curve25519 and Ed25519 (RFC 7748, RFC 8032) on plain BigInts, slow and independent of any library. */
const P = 2n ** 255n - 19n;
const A24 = 121665n;

const mod = (value: bigint) => ((value % P) + P) % P;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = mod(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

const inverse = (value: bigint) => power(value, P - 2n);
const D = mod(-121665n * inverse(121666n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

function squareRoot(value: bigint): bigint | undefined {
  const candidate = power(value, (P + 3n) / 8n);
  for (const root of [candidate, mod(candidate * ROOT_OF_MINUS_ONE)])
    if (mod(root * root) === mod(value)) return root;
  return undefined;
}

export type Point = { x: bigint; y: bigint };

function add(one: Point, two: Point): Point {
  const product = mod(D * one.x * two.x * one.y * two.y);
  return {
    x: mod((one.x * two.y + two.x * one.y) * inverse(1n + product)),
    y: mod((one.y * two.y + one.x * two.x) * inverse(1n - product)),
  };
}

function timesEight(point: Point): Point {
  const twice = add(point, point);
  const fourTimes = add(twice, twice);
  return add(fourTimes, fourTimes);
}

/** The points of Ed25519 with this y: none, one or two. */
function pointsWith(y: bigint): Point[] {
  const x = squareRoot(mod((y * y - 1n) * inverse(mod(D * y * y + 1n))));
  if (x === undefined) return [];
  return x === 0n ? [{ x, y }] : [x, mod(-x)].map((each) => ({ x: each, y }));
}

/** Every point P with 8·P = neutral: those of order 1, 2 and 4 have y = 1, -1 and 0. */
export function pointsOfSmallOrder(): Point[] {
  const candidates = [1n, mod(-1n), 0n, ...ordinatesOfOrderEight()];
  const points = candidates.flatMap(pointsWith).filter((point) => {
    const { x, y } = timesEight(point);
    return x === 0n && y === 1n;
  });
  return [...new Map(points.map((point) => [`${point.x},${point.y}`, point])).values()];
}

/** 2·P has y = 0 exactly when y² = -x², and -x² + y² = 1 + D·x²·y² then gives D·y⁴ + 2·y² - 1 = 0. */
function ordinatesOfOrderEight(): bigint[] {
  const root = squareRoot(mod(1n + D));
  if (root === undefined) return [];
  const squares = [root, mod(-root)].map((each) => mod((each - 1n) * inverse(D)));
  return squares.flatMap((square) => {
    const y = squareRoot(square);
    return y === undefined ? [] : [y, mod(-y)];
  });
}

/** The u of Montgomery points of small order on the curve and its twist: u = (1 + y) / (1 - y) of those above, 0, 1 and -1. */
export const SMALL_ORDER_U: bigint[] = [
  0n,
  1n,
  mod(-1n),
  ...ordinatesOfOrderEight().map((y) => mod((1n + y) * inverse(1n - y))),
];

/** Whether 8 times the point with this u, on the curve or its twist, is the neutral element, by three doublings of u = X/Z (RFC 7748 section 5). */
export function isOfSmallOrder(u: bigint): boolean {
  let [x, z] = [u, 1n];
  for (let round = 0; round < 3; round++) {
    const sum = mod((x + z) ** 2n);
    const difference = mod((x - z) ** 2n);
    const between = mod(sum - difference);
    [x, z] = [mod(sum * difference), mod(between * (sum + A24 * between))];
  }
  return z === 0n;
}

/** Every 32-byte little-endian text, highest bit clear, of a field element: the canonical one, and `value + P` where it fits. */
export function encodingsOf(value: bigint): string[] {
  return [value, value + P]
    .filter((each) => each < 2n ** 255n)
    .map((each) => Uint8Array.fromHex(each.toString(16).padStart(64, "0")).toReversed().toHex());
}

/** Random numbers that are the same for the same seed. */
export type Random = {
  /** A whole number from 0 up to before `limit`. */
  below(limit: number): number;
};

/** The generator mulberry32: small, and good enough to shuffle a test's steps. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) | 0;
      let bits = Math.imul(state ^ (state >>> 15), 1 | state);
      bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
      return ((bits ^ (bits >>> 14)) >>> 0) % limit;
    },
  };
}

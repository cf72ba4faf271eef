/** Random numbers that come again: the same seed gives the same waits, so a run can be repeated. */

/** 0 (included) to 1 (excluded); a Weyl sequence with a 32 bit mixer. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mix = state;
    mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b);
    mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
    return ((mix ^ (mix >>> 16)) >>> 0) / 2 ** 32;
  };
}

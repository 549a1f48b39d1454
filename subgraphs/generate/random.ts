/**
 * A small, seedable generator of numbers (mulberry32). For test data only: it is not cryptographic,
 * and MUST give the same sequence on every machine and version.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** The generator of one subject: does not depend on how many others there are. */
  static of(seed: number, kind: string, index: number): Random {
    let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
    for (const character of kind) state = Math.imul(state ^ character.charCodeAt(0), 0xc2b2ae35);
    const random = new Random(state ^ Math.imul(index + 1, 0x27d4eb2f));
    random.next();
    return random;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.next() * values.length)];
    if (value === undefined) throw new RangeError('expected values to pick from, got none');
    return value;
  }

  /** An amount of 10,000 CNY with two decimals. */
  amount(low: number, high: number): number {
    return Math.round((low + this.next() * (high - low)) * 100) / 100;
  }
}

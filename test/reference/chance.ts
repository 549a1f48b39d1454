import { Temporal } from 'temporal-polyfill';

/** Picks with a given source of chance; the same source gives the same case. */
export class Chance {
  private readonly random: () => number;

  constructor(random: () => number) {
    this.random = random;
  }

  often(probability: number): boolean {
    return this.random() < probability;
  }

  one<T>(options: readonly [T, ...T[]]): T {
    return options[Math.floor(this.random() * options.length)] ?? options[0];
  }

  /** near the day: itself or one beside it, mostly */
  near(on: string): string {
    return shift(on, this.one([-1, 0, 0, 1]));
  }
}

export function shift(on: string, days: number): string {
  return Temporal.PlainDate.from(on).add({ days }).toString();
}

export function after(on: string, period: string): string {
  return Temporal.PlainDate.from(on).add(period).toString();
}

export function later(a: string, b: string): string {
  return a < b ? b : a;
}

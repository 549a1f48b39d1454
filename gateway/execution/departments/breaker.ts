import { SourceFailure } from '../errors.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

export interface BreakerOptions {
  /** So many failures in a row open the circuit; 5 unless told. */
  readonly failures?: number;
  /** Milliseconds until one request may try again; 5,000 unless told. */
  readonly openFor?: number;
  /** The clock, in milliseconds; it MUST NOT go back. */
  readonly now?: () => number;
}

/** What became of one request that was let through. Exactly one of these MUST be called. */
export interface Passage {
  succeeded(): void;
  failed(): void;
  /** The request says nothing about the department (the caller went away). */
  withdrawn(): void;
}

/**
 * Spares a department that does not answer, and its callers the wait. Closed: all pass. Open: none
 * pass. Half-open: one passes, and its outcome closes or opens the circuit.
 */
export class Breaker {
  readonly #threshold: number;
  readonly #openFor: number;
  readonly #now: () => number;
  #failures = 0;
  #openedAt: number | undefined;
  #probing = false;
  /** Outcomes of requests let through before the state last changed are of no account. */
  #epoch = 0;

  constructor(options: BreakerOptions = {}) {
    this.#threshold = options.failures ?? 5;
    this.#openFor = options.openFor ?? 5_000;
    this.#now = options.now ?? (() => performance.now());
  }

  get state(): BreakerState {
    if (this.#openedAt === undefined) return 'closed';
    return this.#now() - this.#openedAt >= this.#openFor ? 'half-open' : 'open';
  }

  /** @throws SourceFailure `circuit-open` when the department is not to be asked now */
  enter(): Passage {
    const { state } = this;
    if (state === 'open' || (state === 'half-open' && this.#probing)) {
      throw new SourceFailure('circuit-open', 'expected a closed circuit, got an open one');
    }
    if (state === 'half-open') this.#probing = true;
    const epoch = this.#epoch;
    const inTime = (act: () => void) => () => {
      if (epoch === this.#epoch) act();
    };
    return {
      succeeded: inTime(() => this.#close()),
      failed: inTime(() => this.#countFailure()),
      withdrawn: inTime(() => {
        this.#probing = false;
      }),
    };
  }

  #close(): void {
    this.#failures = 0;
    if (this.#openedAt === undefined) return;
    this.#openedAt = undefined;
    this.#probing = false;
    this.#epoch += 1;
  }

  #countFailure(): void {
    this.#failures += 1;
    if (this.#openedAt === undefined && this.#failures < this.#threshold) return;
    this.#openedAt = this.#now();
    this.#probing = false;
    this.#epoch += 1;
  }
}

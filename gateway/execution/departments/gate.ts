import { SourceFailure } from '../errors.ts';

/** Lets so many in at a time, so many wait, and turns the rest away at once. */
export class Gate {
  readonly #limit: number;
  readonly #queueLimit: number;
  readonly #queue: (() => void)[] = [];
  #inside = 0;

  constructor(limit: number, queueLimit: number) {
    this.#limit = limit;
    this.#queueLimit = queueLimit;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Waits for a place; the caller MUST call what is returned once, to leave it.
   *
   * @throws SourceFailure `busy` when too many wait; the signal's reason when it aborts during the wait
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#inside < this.#limit) {
      this.#inside += 1;
    } else {
      if (this.#queue.length >= this.#queueLimit) {
        throw new SourceFailure('busy', `expected at most ${this.#queueLimit} waiting requests`);
      }
      await this.#wait(signal);
    }
    return () => this.#leave();
  }

  /** A place is handed over, so `#inside` does not change on the way. */
  #leave(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#inside -= 1;
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        const at = this.#queue.indexOf(admit);
        if (at >= 0) this.#queue.splice(at, 1);
        reject(signal.reason);
      };
      this.#queue.push(admit);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}

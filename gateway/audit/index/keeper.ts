import type { LogIndex } from '../../../registers/log-index/types.ts';
import type { CryptoSuite } from '../crypto.ts';
import { catchUp, type IndexSource } from './indexer.ts';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/**
 * Keeps the index of a running log up to date, one run at a time. While the database is down the
 * index stays behind, and answers go on.
 */
export class IndexKeeper {
  readonly #catchUp: () => Promise<number>;
  readonly #failed: (cause: unknown) => void;
  #running: Promise<void> | undefined;
  #again = false;
  #retryMs = FIRST_RETRY_MS;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    suite: CryptoSuite,
    source: IndexSource,
    index: LogIndex,
    failed: (cause: unknown) => void,
  ) {
    this.#catchUp = () => catchUp(suite, source, index);
    this.#failed = failed;
  }

  /** Told that there is more under the checkpoint. */
  poke(): void {
    if (this.#closed || this.#timer !== undefined) return;
    this.caughtUp().then(
      () => {
        this.#retryMs = FIRST_RETRY_MS;
      },
      (cause: unknown) => this.#retry(cause),
    );
  }

  /** Resolves when everything that is under the checkpoint now is indexed, or throws why not. */
  async caughtUp(): Promise<void> {
    // A run that is under way may have looked at the checkpoint already.
    if (this.#running !== undefined) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#run();
    return this.#running;
  }

  /** Lets a run that is under way finish. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  async #run(): Promise<void> {
    try {
      do {
        this.#again = false;
        await this.#catchUp();
      } while (this.#again);
    } finally {
      this.#running = undefined;
    }
  }

  #retry(cause: unknown): void {
    this.#failed(cause);
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.poke();
    }, this.#retryMs);
    this.#timer.unref();
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
  }
}

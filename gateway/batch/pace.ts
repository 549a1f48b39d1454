/** Lets queries of people who wait go before rows of batches, in one process. */
export interface Pace {
  /** Runs a query that somebody waits for. */
  interactive<T>(query: () => Promise<T>): Promise<T>;
  /** Resolves when no such query runs, at the latest after a moment: a batch always gets on. */
  turn(): Promise<void>;
}

const LONGEST_WAIT_MS = 250;

export function createPace(): Pace {
  let running = 0;
  let waiting: (() => void)[] = [];
  return {
    async interactive(query) {
      running += 1;
      try {
        return await query();
      } finally {
        running -= 1;
        if (running === 0) {
          for (const go of waiting) go();
          waiting = [];
        }
      }
    },
    turn() {
      if (running === 0) return new Promise((resolve) => setImmediate(resolve));
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, LONGEST_WAIT_MS);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
  };
}

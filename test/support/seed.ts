import { randomInt } from 'node:crypto';
import fc from 'fast-check';

/**
 * The seed of everything random in the tests: the same every run, so that a red run is about the
 * change under test. `NIGHTLY=1` draws another, a failure prints it, and `TEST_SEED` repeats it.
 */
export const SEED = Number(
  process.env.TEST_SEED ?? (process.env.NIGHTLY === '1' ? randomInt(2 ** 31) : 20_261_121),
);

fc.configureGlobal({ seed: SEED });

import { describe, it } from 'vitest';
import { CHECKS } from './mutation/checks.ts';

describe('what mutants are run against holds for the policy as it is:', () => {
  it.each(CHECKS.map((check) => [check.name, check] as const))('%s', (_name, check) => {
    check.run();
  });
});

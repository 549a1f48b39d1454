import { pathToFileURL } from 'node:url';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';

/**
 * A test runner for Stryker that runs `checks.ts` in its own process. A mutant is switched on and the
 * packs are compiled anew, which takes milliseconds; questions and answers are made only once.
 */
class PolicyRunner {
  static inject = [commonTokens.options];

  constructor(options) {
    this.bail = !options.disableBail;
    globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
    this.context = globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE];
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    const file = pathToFileURL('test/policy/mutation/checks.ts');
    this.checks = (await import(file.href)).CHECKS;
  }

  async dryRun() {
    const tests = this.run(this.checks, false);
    return { status: DryRunStatus.Complete, tests, mutantCoverage: this.context.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    this.context.activeMutant = activeMutant.id;
    this.context.hitLimit = hitLimit;
    this.context.hitCount = hitLimit ? 0 : undefined;
    const tests = this.run(
      this.checks.filter(({ name }) => testFilter === undefined || testFilter.includes(name)),
      this.bail,
    );
    this.context.activeMutant = undefined;
    const timedOut = determineHitLimitReached(this.context.hitCount, hitLimit);
    return toMutantRunResult(timedOut ?? { status: DryRunStatus.Complete, tests });
  }

  run(checks, bail) {
    const results = [];
    for (const { name, run } of checks) {
      this.context.currentTestId = name;
      const began = performance.now();
      const about = { id: name, name, startPosition: undefined };
      try {
        run();
        results.push({
          ...about,
          status: TestStatus.Success,
          timeSpentMs: performance.now() - began,
        });
      } catch (cause) {
        const failureMessage = cause instanceof Error ? cause.message : String(cause);
        const timeSpentMs = performance.now() - began;
        results.push({ ...about, status: TestStatus.Failed, timeSpentMs, failureMessage });
        if (bail) break;
      }
    }
    this.context.currentTestId = undefined;
    return results;
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'policy', PolicyRunner)];

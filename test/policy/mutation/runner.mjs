import { registerHooks } from 'node:module';
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
 * A test runner for Stryker that runs `checks.ts` in its own process. Questions and answers are made
 * once; packs are compiled anew for each mutant, and the policy is loaded anew for a mutant of what
 * a file does while it loads.
 */
class PolicyRunner {
  static inject = [commonTokens.options];

  constructor(options) {
    this.bail = !options.disableBail;
    globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
    this.context = globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE];
    this.loads = 0;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    await import(fileUrl('test/policy/mutation/asked.ts'));
    // what that ran is no part of loading the policy
    if (this.context.mutantCoverage) this.context.mutantCoverage.static = {};
    this.checks = await this.load();
  }

  /** The checks over a policy of their own. */
  async load() {
    const file = fileUrl('test/policy/mutation/checks.ts');
    file.searchParams.set(LOAD, String(this.loads++));
    return (await import(file.href)).CHECKS;
  }

  async dryRun() {
    const tests = this.run(this.checks, false);
    return { status: DryRunStatus.Complete, tests, mutantCoverage: this.context.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }) {
    this.context.activeMutant = activeMutant.id;
    this.context.hitLimit = hitLimit;
    this.context.hitCount = hitLimit ? 0 : undefined;
    const tests =
      mutantActivation === 'static'
        ? await this.runAnew()
        : this.run(
            this.checks.filter(({ name }) => testFilter === undefined || testFilter.includes(name)),
            this.bail,
          );
    this.context.activeMutant = undefined;
    const timedOut = determineHitLimitReached(this.context.hitCount, hitLimit);
    return toMutantRunResult(timedOut ?? { status: DryRunStatus.Complete, tests });
  }

  /** A policy that does not even load is noticed. */
  async runAnew() {
    try {
      return this.run(await this.load(), this.bail);
    } catch (cause) {
      return [failed('the policy loads', cause, 0)];
    }
  }

  run(checks, bail) {
    const results = [];
    for (const { name, run } of checks) {
      this.context.currentTestId = name;
      const began = performance.now();
      try {
        run();
        results.push({ ...about(name, began), status: TestStatus.Success });
      } catch (cause) {
        results.push(failed(name, cause, began));
        if (bail) break;
      }
    }
    this.context.currentTestId = undefined;
    return results;
  }
}

function about(name, began) {
  return { id: name, name, startPosition: undefined, timeSpentMs: performance.now() - began };
}

function failed(name, cause, began) {
  const failureMessage = cause instanceof Error ? cause.message : String(cause);
  return { ...about(name, began), status: TestStatus.Failed, failureMessage };
}

const fileUrl = (path) => pathToFileURL(path);
const LOAD = 'load';
const RELOADED = ['policy/', 'test/policy/mutation/checks/'];

/** A policy or check asked for by a file of one load is of that load; questions and answers are of none. */
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const load = context.parentURL && new URL(context.parentURL).searchParams.get(LOAD);
    // Stryker moves to its copy of the project after this file is loaded
    if (!load || !RELOADED.some((folder) => found.url.startsWith(fileUrl(folder).href)))
      return found;
    return { ...found, url: `${found.url}?${LOAD}=${load}` };
  },
});

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'policy', PolicyRunner)];

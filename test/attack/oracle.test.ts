import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { seeded } from '../policy/support.ts';
import { REGULATIONS, type Regulation } from '../reference/types.ts';
import { censor, type Expected } from '../support/censor.ts';
import {
  type Answer,
  type Entry,
  NOON,
  startGateway,
  type TestGateway,
} from '../support/gateway.ts';
import { type Asker, Oracle } from '../support/oracle.ts';
import { fieldsOf, printOperation, randomOperation } from '../support/random-operation.ts';
import { WorldMaker } from '../support/random-world.ts';

/**
 * Agreement with an oracle: the answer over HTTP is what a naive evaluator gets by taking everything
 * that the departments hold and striking out what the reference decision does not give to the caller.
 *
 * 600 worlds a run; `NIGHTLY=1` asks 10,000, and `TEST_SEED` repeats or varies them.
 */
const RUNS = process.env.NIGHTLY === '1' ? 10_000 : 600;

/** Worlds in which the two have disagreed. */
const ONCE_RED: readonly [Regulation, number][] = [
  // a child that has died: what only publication opened is silent, and nobody is asked for it
  ['guangdong-2021', 8792598],
];

const gateways = new Map<Regulation, Promise<TestGateway>>();

afterAll(async () => {
  for (const gateway of gateways.values()) await (await gateway).close();
});

function gatewayFor(regulation: Regulation): Promise<TestGateway> {
  const known = gateways.get(regulation) ?? startGateway({ regulation });
  gateways.set(regulation, known);
  return known;
}

describe('the naive evaluator', () => {
  it('and the gateway agree on data, what is withheld, what is masked and the marks', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...REGULATIONS),
      fc.nat({ max: 2 ** 31 - 1 }),
      async (regulation, seed) => {
        const { query, told, expected } = await askBoth(regulation, seed);
        expect({ query, ...told }).toEqual({ query, ...expected });
      },
    );
    await fc.assert(property, { numRuns: RUNS, examples: [...ONCE_RED] });
  }, 3_600_000);
});

async function askBoth(regulation: Regulation, seed: number) {
  const gateway = await gatewayFor(regulation);
  const maker = new WorldMaker(seeded(seed));
  const { chance } = maker;
  const operation = randomOperation(chance);
  const rows = maker.rows(fieldsOf(operation));
  const world = { rows, registers: maker.registers(rows), now: NOON };
  Object.assign(gateway.world, world);
  const caller = maker.caller();
  const purpose = chance.one(['loan', 'loan', 'rental']);
  const asker: Asker = { regulation, caller, purpose, caseNumber: chance.often(0.9) };
  const { query, variables } = printOperation(operation);
  const headers = { 'x-purpose': purpose, ...(asker.caseNumber ? { 'x-case-number': 'C-1' } : {}) };
  const answer = await gateway.ask(caller, query, variables, headers);
  const expected = censor(operation, world, new Oracle(asker, world), regulation);
  return {
    query: JSON.stringify({ query, caller, answer: answer.body }),
    told: toldBy(answer, expected),
    expected,
  };
}

/** What an answer tells, in the words of the oracle; of a refusal, only that the oracle refuses too. */
function toldBy(answer: Answer, expected: Expected): Expected {
  const { data, errors, extensions } = answer.json;
  const code = errors?.[0]?.extensions.code;
  if (data === undefined || data === null) {
    const refused = expected.withheld.some((entry) => entry.endsWith(` ${String(code)}`));
    return refused ? expected : { data: {}, withheld: [String(code)], masked: [], marks: [] };
  }
  const { withheld = [], masked = [], marks = [] } = extensions?.disclosure ?? {};
  return {
    data,
    withheld: listed(withheld, ({ item, reason }) => `${item} ${reason}`),
    masked: listed(masked, ({ item }) => `${item}`),
    marks: listed(marks, (entry) => [...(entry.marks ?? [])].sort().join()),
  };
}

function listed(entries: readonly Entry[], textOf: (entry: Entry) => string): readonly string[] {
  return entries
    .flatMap((entry) =>
      (entry.paths ?? [entry.path ?? []]).map((path) => `${path.join('.')}: ${textOf(entry)}`),
    )
    .sort();
}

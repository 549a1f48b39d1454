import { mapKeyOf } from '../registers/subject.ts';
import { syntheticIdNumber } from '../subgraphs/generate/codes.ts';
import { FIRM } from '../test/support/callers.ts';
import { authorisation, NO_REGISTERS } from '../test/support/facts.ts';
import { startGateway } from '../test/support/gateway.ts';

/**
 * `npx tsx bench/decisions.ts`: how many requests the departments get for one query over people with
 * mixed authorisations. They grow with the number of distinct decisions, not with that of subjects.
 */
process.env.APOLLO_TELEMETRY_DISABLED = '1';

const QUERY = `query($p: [IDNumber!]!) { naturalPersons(idNumbers: $p) {
  phone taxArrears { noticeNumber } unperformedJudgments { caseNumber } awards { title } } }`;
/** What people may have authorised: everything, nothing, and five parts. */
const SCOPES = [
  'all',
  null,
  new Set(['phone']),
  new Set(['tax-arrears']),
  new Set(['unperformed-judgment']),
  new Set(['phone', 'tax-arrears']),
  new Set(['phone', 'unperformed-judgment']),
  new Set(['tax-arrears', 'unperformed-judgment']),
] as const;
const SUBJECTS = [10, 100, 500];
const DECISIONS = [1, 2, 4, 8];

async function main(): Promise<void> {
  const gateway = await startGateway();
  print('subjects', 'distinct decisions', 'requests to departments', 'statements', 'milliseconds');
  for (const subjects of SUBJECTS) {
    for (const decisions of DECISIONS) {
      const people = Array.from({ length: subjects }, (_, n) => syntheticIdNumber(n, '1985-05-06'));
      const held = people.map((key, n) => [
        mapKeyOf({ kind: 'natural', key }),
        granted(n, decisions),
      ]);
      gateway.world.registers = { ...NO_REGISTERS, subjects: Object.fromEntries(held) };
      const ask = () => gateway.ask(FIRM, QUERY, { p: people }, { 'x-purpose': 'loan' });
      await ask();
      gateway.forget();
      const started = performance.now();
      await ask();
      const took = (performance.now() - started).toFixed(0);
      const { questions, statements } = gateway;
      print(subjects, decisions, questions.length, statements.length, took);
    }
  }
  await gateway.close();
}

function granted(n: number, decisions: number) {
  const scope = SCOPES[n % decisions] ?? null;
  if (scope === null) return {};
  return { granted: { 'F-001': [authorisation({ id: `A-${n}`, scope })] } };
}

function print(...cells: readonly (string | number)[]): void {
  process.stdout.write(`${cells.map((cell) => String(cell).padStart(24)).join('')}\n`);
}

await main();

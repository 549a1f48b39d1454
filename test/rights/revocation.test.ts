import { expect, it } from 'vitest';
import { onEveryDatabase } from '../registers/support/databases.ts';
import {
  CLOSED_FIELD,
  COMPANY,
  DEMO,
  GRANT,
  grantTo,
  LOAN,
  REVOKE,
  type Replicas,
  startReplicas,
} from './support/replicas.ts';

/**
 * INVARIANT revoked-is-revoked, over two gateways with one database: a query that is asked after the
 * revocation has answered never uses the authorisation, whichever gateway took which. Each of several
 * firms is granted and revoked again and again, while it asks all the time.
 */

const FIRMS = 6;
const ROUNDS = 10;
const REPLICAS = 2;

interface Tally {
  interleavings: number;
  seenWhileGranted: number;
  readonly violations: string[];
}

async function opens(replicas: Replicas, replica: number, organisation: string): Promise<boolean> {
  const caller = firm(organisation);
  const { data } = await replicas.ask(replica, caller, CLOSED_FIELD, { uscc: DEMO.company }, LOAN);
  return data.legalEntity.unperformedJudgments !== null;
}

const firms = new Map<string, { kind: 'firm'; organisation: string; operator: string }>();
function firm(organisation: string) {
  const known = firms.get(organisation) ?? { kind: 'firm' as const, organisation, operator: 'O' };
  firms.set(organisation, known);
  return known;
}

/** Grants on one gateway, asks on both in the meantime, revokes, and asks both again. */
async function round(replicas: Replicas, organisation: string, turn: number, tally: Tally) {
  const other = (turn + 1) % REPLICAS;
  const grant = grantTo(organisation);
  const key = `${organisation}-${turn}`;
  const granted = await replicas.ask(turn % REPLICAS, COMPANY, GRANT, { grant, key: `g-${key}` });
  const { id } = granted.data.grantAuthorisation;
  if (!(await opens(replicas, other, organisation))) tally.violations.push(`${key} not granted`);
  else tally.seenWhileGranted += 1;
  const during = Promise.all([
    opens(replicas, turn % REPLICAS, organisation),
    opens(replicas, other, organisation),
  ]);
  const revoked = await replicas.ask(other, COMPANY, REVOKE, { id, key: `r-${key}` });
  if (revoked.errors.length > 0) tally.violations.push(`${key} not revoked`);
  const after = await Promise.all([0, 1, 0, 1].map((at) => opens(replicas, at, organisation)));
  if (after.some(Boolean)) tally.violations.push(`${key} used after its revocation`);
  await during;
  tally.interleavings += 1 + 2 + after.length;
}

onEveryDatabase('revocation over two gateways', (kind) => {
  it('leaves no query that uses a revoked authorisation', async () => {
    const database = await kind.create();
    const place = 'url' in database.place ? database.place : null;
    const replicas = await startReplicas(REPLICAS, {}, place);
    const tally: Tally = { interleavings: 0, seenWhileGranted: 0, violations: [] };
    try {
      await Promise.all(
        Array.from({ length: FIRMS }, async (_, at) => {
          for (let turn = 0; turn < ROUNDS; turn++) {
            await round(replicas, `F-8${at}`, at + turn, tally);
          }
        }),
      );
    } finally {
      await replicas.close();
      await database.drop();
    }
    expect(tally.violations).toEqual([]);
    expect(tally.seenWhileGranted).toBe(FIRMS * ROUNDS);
    expect(tally.interleavings).toBe(FIRMS * ROUNDS * 7);
  }, 120_000);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openRights } from '../../gateway/departments.ts';
import { openFacts } from '../../gateway/disclosure/registers.ts';
import type { ChangeEvent } from '../../gateway/rights/record.ts';
import { syntheticUscc } from '../../subgraphs/generate/codes.ts';
import { self } from '../support/callers.ts';
import { type Answer, engineOf, startGateway, type TestGateway } from '../support/gateway.ts';
import { NO_LOOKS } from '../support/log.ts';
import { COMPANY, PENALTY, startReplicas } from './support/replicas.ts';

const KEY = syntheticUscc(31);
const CALLER = self('legal', KEY);
const OPT_OUT = 'mutation { optOut(item: "award", kind: "good", clientKey: "w-1") { id version } }';
const WISHES = '{ myRights { optOuts { id item } } }';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Desk {
  readonly gateway: TestGateway;
  readonly recorded: ChangeEvent[];
  log: { broken: boolean };
  closeRegisters(): Promise<void>;
}

async function openDesk(): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'creditgate-desk-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const recorded: ChangeEvent[] = [];
  const log = { broken: false };
  const place = { DATABASE_URL: undefined, STATE_DIR: folder, DATA_DIR: folder };
  const now = () => Date.parse('2026-03-02T12:00:00+08:00');
  const facts = await openFacts(place, now, () => undefined);
  closing.push(() => facts.close());
  const desk = openRights(facts.registers, engineOf('guangdong-2021'), NO_LOOKS);
  const recordChange = (event: ChangeEvent) => {
    if (log.broken) return Promise.reject(new Error('disk full'));
    recorded.push(event);
    return Promise.resolve({ log: 'memory', index: 0, leaf: '', salt: '' });
  };
  const gateway = await startGateway({
    dependencies: { facts, rights: { desk, changes: { recordChange } } },
  });
  closing.push(() => gateway.close());
  return { gateway, recorded, log, closeRegisters: () => facts.close() };
}

function codeOf(answer: Answer): unknown {
  return answer.json.errors?.[0]?.extensions.code;
}

describe('what fails', () => {
  it('a log that cannot be written keeps the answer back; the same request again records it', async () => {
    const { gateway, recorded, log } = await openDesk();
    log.broken = true;
    const held = await gateway.ask(CALLER, OPT_OUT);
    expect([held.status, codeOf(held), held.json.data ?? null]).toEqual([
      503,
      'LOG_UNAVAILABLE',
      null,
    ]);
    log.broken = false;
    const again = await gateway.ask(CALLER, OPT_OUT);
    expect(again.json.data?.optOut).toMatchObject({ version: 1 });
    expect(recorded.map(({ change }) => change)).toEqual([
      expect.objectContaining({
        register: 'opt-outs',
        action: 'opt-out',
        subject: { kind: 'legal', key: KEY },
      }),
    ]);
    const wishes = await gateway.ask(CALLER, WISHES);
    expect(wishes.json.data?.myRights).toMatchObject({ optOuts: [{ item: 'award' }] });
  });

  it('registers that are down are a coded error, with nothing done', async () => {
    const { gateway, recorded, closeRegisters } = await openDesk();
    await closeRegisters();
    for (const query of [OPT_OUT, `{ myRights { __typename optOuts { id } } }`]) {
      const down = await gateway.ask(CALLER, query);
      expect([codeOf(down), down.body.includes('driver')]).toEqual(['REGISTER_UNAVAILABLE', false]);
    }
    expect(recorded).toEqual([]);
  });

  it('a gateway without a desk says so, and goes on with queries', async () => {
    const gateway = await startGateway();
    closing.push(() => gateway.close());
    const refused = await gateway.ask(CALLER, WISHES);
    expect([refused.status, codeOf(refused)]).toEqual([503, 'REGISTER_UNAVAILABLE']);
    expect((await gateway.ask(CALLER, '{ me { __typename } }')).status).toBe(200);
  });

  it('every refusal and every look stands in the log', async () => {
    const { gateway } = await openDesk();
    await gateway.ask(null, WISHES);
    await gateway.ask(CALLER, WISHES);
    await gateway.ask(CALLER, 'mutation { revokeAuthorisation(id: "x", clientKey: "k") { id } }');
    expect(gateway.log.events.map(({ event, code }) => [event, code])).toEqual([
      ['refusal', 'NO_SUBJECT'],
      ['answer', null],
      ['refusal', 'UNKNOWN_ENTRY'],
    ]);
  });
});

it('a due date in a year without a calendar is an error of its field, never a guess', async () => {
  const replicas = await startReplicas(1, { CLOCK: '2026-12-30T12:00:00+08:00' });
  closing.push(() => replicas.close());
  const query = `mutation { object(item: "penalty", record: "${PENALTY}", clientKey: "k") {
    version deadlines { step workingDays dueOn } } }`;
  const { data, errors, status } = await replicas.ask(0, COMPANY, query);
  expect(status).toBe(200);
  expect(data.object).toEqual({
    version: 1,
    deadlines: [
      { step: 'mark', workingDays: 1, dueOn: '2026-12-31' },
      { step: 'platform', workingDays: 3, dueOn: null },
      { step: 'source', workingDays: 7, dueOn: null },
    ],
  });
  expect(errors.map(({ extensions }) => extensions.code)).toEqual([
    'CALENDAR_NOT_PUBLISHED',
    'CALENDAR_NOT_PUBLISHED',
  ]);
});

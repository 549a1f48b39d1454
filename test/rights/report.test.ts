import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReports } from '../../gateway/departments.ts';
import { engineOf, startGateway } from '../support/gateway.ts';
import { provableLog } from '../support/log.ts';
import { COMPANY, DEMO, FIRM, type Replicas, startReplicas } from './support/replicas.ts';

const MINE =
  '{ me { ... on LegalEntity { name penalties { documentNumber } taxGrades { year } } } }';
const FOR_REPORT = { 'x-purpose': 'report' } as const;

interface Told {
  readonly path?: readonly (string | number)[];
  readonly paths?: readonly (readonly (string | number)[])[];
  readonly marks: readonly string[];
}

let replicas: Replicas;
beforeAll(async () => {
  replicas = await startReplicas(1);
}, 120_000);
afterAll(() => replicas?.close());

async function mine(headers = {}) {
  const answer = await replicas.ask(0, COMPANY, MINE, {}, headers);
  const { extensions, data } = JSON.parse(answer.text);
  const numbers = data?.me.penalties.map(
    ({ documentNumber }: { readonly documentNumber: string }) => documentNumber,
  );
  return { ...answer, extensions, numbers: numbers as readonly string[] };
}

/** Places of penalties that the subject sees marked as not exportable. */
function keptBack(marks: readonly Told[]): ReadonlySet<number> {
  const places = marks
    .filter((entry) => entry.marks.includes('NOT_EXPORTABLE'))
    .flatMap(({ path, paths }) => paths ?? [path ?? []])
    .filter(([, field]) => field === 'penalties');
  return new Set(places.map(([, , at]) => Number(at)));
}

describe('the exportable report', () => {
  it('is the subject’s own answer without what it alone may see, and says nothing of that', async () => {
    const whole = await mine();
    const back = keptBack(whole.extensions.disclosure.marks);
    expect(back.size).toBeGreaterThan(0);
    const report = await mine(FOR_REPORT);
    expect(report.numbers).toEqual(whole.numbers.filter((_, at) => !back.has(at)));
    expect(report.data.me.taxGrades).toEqual(whole.data.me.taxGrades);
    for (const at of back) expect(report.text).not.toContain(whole.numbers[at]);
    expect(report.text).not.toContain('NOT_EXPORTABLE');
    expect(report.extensions.disclosure.deleted).toBeUndefined();
  });

  it('leaves out what the subject opted out of', async () => {
    const awards = '{ me { ... on LegalEntity { awards { documentNumber } } } }';
    const ask = () => replicas.ask(0, COMPANY, awards, {}, FOR_REPORT);
    expect((await ask()).data.me.awards).not.toEqual([]);
    const wish = 'mutation { optOut(item: "award", kind: "good", clientKey: "w-1") { id } }';
    expect((await replicas.ask(0, COMPANY, wish)).errors).toEqual([]);
    expect((await ask()).data.me.awards).toEqual([]);
  });

  it('is counted by the calendar year, and never refused', async () => {
    const { number: before } = (await mine(FOR_REPORT)).extensions.report;
    const { report } = (await mine(FOR_REPORT)).extensions;
    expect(report).toEqual({ year: 2026, number: before + 1, free: false });
    expect((await mine()).extensions.report).toBeUndefined();
    const { data } = await replicas.ask(
      0,
      COMPANY,
      '{ myRights { freeReports { year quota given { body reports overQuota } } } }',
    );
    const given = [{ body: 'platform', reports: report.number, overQuota: true }];
    expect(data.myRights.freeReports).toEqual({ year: 2026, quota: 2, given });
  });

  it('is of a subject about itself only; the purpose means nothing of others', async () => {
    const other = `{ me { __typename } legalEntity(uscc: "${DEMO.listedCompany}") { name } }`;
    const mixed = await replicas.ask(0, COMPANY, other, {}, FOR_REPORT);
    expect([mixed.status, mixed.code]).toEqual([400, 'OPERATION_MIXED']);
    const query = `{ legalEntity(uscc: "${DEMO.company}") { name } }`;
    const firm = await replicas.ask(0, FIRM, query, {}, FOR_REPORT);
    expect(JSON.parse(firm.text).extensions.report).toBeUndefined();
  });

  it('stands in the log as a report; without the registers there is none', async () => {
    const log = await provableLog(Date.now);
    const engine = engineOf('guangdong-2021');
    const refusing = { countReport: () => Promise.reject(new Error('down')) };
    const gateway = await startGateway({ log });
    const broken = await startGateway({
      dependencies: { reports: openReports(refusing as never, engine) },
    });
    const query = '{ me { ... on LegalEntity { name } } }';
    try {
      const given = await gateway.ask(COMPANY, query, {}, FOR_REPORT);
      expect(given.status).toBe(200);
      expect(log.events.map(({ event }) => event)).toEqual(['report']);
      await log.verify();
      const refused = await broken.ask(COMPANY, query, {}, FOR_REPORT);
      expect(refused.json.errors?.[0]?.extensions.code).toBe('REGISTER_UNAVAILABLE');
      expect(refused.json.data ?? null).toBeNull();
    } finally {
      await gateway.close();
      await broken.close();
    }
  });
});

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatDay, noonOf, parseDay } from '../../policy/days.ts';
import type { Decision } from '../../policy/decision.ts';
import { openPolicy, PACKS } from '../../policy/policy.ts';
import { LAWS, ON_DAYS, PENALTY } from './laws.ts';
import { questionFrom } from './support.ts';

const REGULATION = PENALTY.regulation;
const root = mkdtempSync(join(tmpdir(), 'override-'));
cpSync(join(PACKS, REGULATION), join(root, REGULATION), { recursive: true });
const file = join(root, REGULATION, 'pack.yaml');
writeFileSync(file, `${readFileSync(file, 'utf8')}${LAWS}`);
afterAll(() => rmSync(root, { recursive: true }));

const engine = openPolicy({ root, regulation: REGULATION });
const plain = openPolicy({ regulation: REGULATION });

const question = questionFrom(PENALTY);

function on(date: string, kind: 'public' | 'agency' = 'public') {
  const day = parseDay(date);
  if (day === null) throw new Error('expected a date');
  const organisationKind = kind === 'agency' ? ('court' as const) : null;
  const duty = { ...question.request.caller.duty, registered: true };
  const caller = { ...question.request.caller, kind, organisationKind, duty };
  return { ...question, request: { ...question.request, day, instant: noonOf(day), caller } };
}

function lawsCited({ citations }: Decision): readonly string[] {
  return [...new Set(citations.map(({ regulation }) => regulation))].sort();
}

describe('a higher law that changes a parameter (R02)', () => {
  it.each(ON_DAYS)('on %s the record is %s', (date, outcome, laws) => {
    const decision = engine.decide(on(date));
    expect(decision.outcome).toBe(outcome);
    expect(lawsCited(decision)).toEqual([...laws].sort());
  });

  it('cites the law with its gist in the place of the article', () => {
    const { citations } = engine.decide(on('2023-03-01'));
    expect(citations).toContainEqual({
      regulation: 'a law on five hundred days',
      article: '-',
      parameter: 'period.length',
      gist: { zh: '五百日为限', en: 'five hundred days at most' },
    });
    expect(citations.filter(({ parameter }) => parameter === 'period.length')).toHaveLength(1);
  });

  it('which changes the same thing a second time is told apart from the first', () => {
    const first = engine.decide(on('2023-03-01')).citations.map(({ gist }) => gist.en);
    const second = engine.decide(on('2023-06-01')).citations.map(({ gist }) => gist.en);
    expect(first).toContain('five hundred days at most');
    expect(second).toContain('five hundred days at most once more');
    expect(second).not.toContain('five hundred days at most');
  });

  it('laid down later goes over what was laid down before', () => {
    expect(engine.decide(on('2023-03-01', 'agency')).outcome).toBe('disclosed');
    expect(engine.decide(on('2023-06-01', 'agency')).outcome).toBe('silent');
  });

  it('governs items as it does records', () => {
    const { request, subject, item, record } = on('2023-03-15');
    const found = engine.decideItem(request, subject, item);
    expect(found.open && record && found.decideRecord(record).outcome).toBe('silent');
  });

  it('leaves every other day as it was', () => {
    for (const date of ['2021-06-01', '2022-12-31', '2023-02-28', '2023-04-01']) {
      expect(engine.decide(on(date)), date).toEqual(plain.decide(on(date)));
    }
  });
});

describe('an overlay is a higher law from its first day on', () => {
  const overlaid = openPolicy({ regulation: 'hangzhou-2020', overlays: ['zhejiang-2017'] });
  const bare = openPolicy({ regulation: 'hangzhou-2020' });
  const asked = questionFrom({
    name: 'a penalty',
    regulation: 'hangzhou-2020',
    asOf: '2017-12-31',
    caller: { kind: 'firm' },
    subject: { kind: 'legal' },
    item: { id: 'penalty', class: 'adverse' },
    record: { recognisedOn: '2016-05-01' },
  });
  const from = (date: string) => {
    const day = parseDay(date);
    if (day === null) throw new Error('expected a date');
    return { ...asked, request: { ...asked.request, day, instant: noonOf(day) } };
  };

  it('on the day before, the draft stands alone', () => {
    expect(overlaid.decide(from('2017-12-31'))).toEqual(bare.decide(from('2017-12-31')));
  });

  it('on the day itself it fills the period in, and is cited', () => {
    const decision = overlaid.decide(from('2018-01-01'));
    expect(decision.outcome).toBe('disclosed');
    expect(bare.decide(from('2018-01-01')).outcome).toBe('silent');
    const cited = decision.citations.map(({ regulation, article }) => `${regulation} ${article}`);
    expect(cited).toContain('zhejiang-2017 16.1');
  });

  it('the fixture begins when the regulation says', () => {
    expect(
      overlaid.pack.overrides.map((law) => formatDay(law.from as typeof asked.request.day)),
    ).toEqual(['2018-01-01']);
  });
});

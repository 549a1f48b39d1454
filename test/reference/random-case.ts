import { Temporal } from 'temporal-polyfill';
import { after, Chance, later, shift } from './chance.ts';
import { eventsNear, randomRecord } from './random-record.ts';
import { circumstances, randomCaller } from './random-request.ts';
import type {
  ItemClass,
  ReferenceCase,
  ReferenceItem,
  ReferenceRecord,
  ReferenceSubject,
  Regulation,
} from './types.ts';

const CLASSES: Record<string, readonly [ItemClass, ...ItemClass[]]> = {
  record: ['adverse'],
  good: ['commendation', 'commendation', 'commitment', 'self-reported', 'other'],
  value: ['basic', 'basic', 'basic', 'evaluation', 'credit-points', 'other'],
};

/** A well-formed case, clustered at the days on which something changes. */
export function randomCase(regulation: Regulation, random: () => number): ReferenceCase {
  const chance = new Chance(random);
  const subject = randomSubject(regulation, chance);
  const item = randomItem(regulation, subject, chance);
  const days: string[] = [];
  const record = randomRecord(regulation, item, chance, days);
  if (subject.bornOn && chance.often(0.15)) days.push(after(subject.bornOn, 'P18Y'));
  const today = chooseToday(regulation, record, days, chance);
  lifeEvents(subject, today, chance);
  if (record !== undefined) eventsNear(regulation, record, today, chance);
  const caller = randomCaller(regulation, chance);
  const policyCase: ReferenceCase = {
    name: `a random case of ${regulation}`,
    regulation,
    asOf: randomMoment(today, chance),
    caller,
    subject,
    item,
  };
  if (record !== undefined) policyCase.record = record;
  circumstances(policyCase, today, chance);
  return policyCase;
}

function randomSubject(regulation: Regulation, chance: Chance): ReferenceSubject {
  if (chance.often(0.45)) {
    const legal: ReferenceSubject = { kind: 'legal' };
    if (chance.often(0.02)) legal.identifiedBy = chance.one(['resident-id', 'uscc']);
    return legal;
  }
  const born = chance.often(0.75)
    ? chance.one(['1985-05-06', '1992-02-29', '1979-12-31'])
    : chance.one(['2004-02-29', '2005-03-01', '2007-01-15', '2008-02-29', '2009-03-01']);
  const subject: ReferenceSubject = { kind: 'natural', bornOn: born };
  const odd = regulation === 'guangdong-2018' || regulation === 'hangzhou-2020' ? 0.08 : 0.15;
  if (chance.often(odd) || (born > '2000' && chance.often(0.4))) {
    subject.capacity = chance.one(['limited', 'none', 'full', 'proven-full']);
  }
  if (chance.often(0.06)) {
    subject.identifiedBy = chance.one(['passport', 'hukou']);
    subject.hasResidentId = chance.often(0.4);
  }
  return subject;
}

function randomItem(
  regulation: Regulation,
  subject: ReferenceSubject,
  chance: Chance,
): ReferenceItem {
  const sort = chance.often(0.6) ? 'record' : chance.often(0.5) ? 'good' : 'value';
  const item: ReferenceItem = { id: 'penalty', class: chance.one(CLASSES[sort] ?? ['other']) };
  if (item.class !== 'adverse') item.id = item.class;
  if (subject.kind === 'natural' && sort === 'value') valueOfPerson(item, chance);
  if (chance.often(0.03)) item.catalogued = false;
  if (chance.often(0.1)) item.catalogueSource = 'national';
  if (chance.often(0.35)) item.openable = false;
  if (chance.often(0.08)) item.shareable = false;
  const orders = regulation === 'heilongjiang' ? 0.6 : 0.15;
  if (chance.often(orders)) {
    item.publicationOrderedByLaw = chance.often(0.5) ? true : 'a law on publication';
  }
  if (regulation === 'hangzhou-2020') {
    item.level = chance.one(['public', 'public', 'public', 'authorised', 'authorised', 'internal']);
  }
  const periods = regulation === 'heilongjiang' ? 0.9 : 0.15;
  if (chance.often(periods)) {
    item.period = chance.one(['P3M', 'P6M', 'P12M', 'P1Y', 'P24M', 'P36M', 'P2M', 'P5Y']);
    if (chance.often(0.15)) item.periodBasis = 'a law on this period';
  }
  return item;
}

function valueOfPerson(item: ReferenceItem, chance: Chance): void {
  if (chance.often(0.3)) {
    item.class = 'basic';
    item.identity = chance.one(['name', 'birth-date', 'id-number', 'address', 'phone']);
  } else if (chance.often(0.5)) {
    item.class = 'other';
    item.restricted = chance.one(['income', 'deposit', 'real-estate', 'tax-amount', 'tax-amount']);
    if (chance.often(0.2)) item.restricted = chance.one(['securities', 'property-transaction']);
  } else if (chance.often(0.25)) {
    item.class = 'other';
    item.prohibited = chance.one(['religion', 'gene', 'fingerprint', 'biometric', 'disease']);
    if (chance.often(0.4)) item.prohibited = chance.one(['blood-type', 'movement']);
  }
}

function chooseToday(
  regulation: Regulation,
  record: ReferenceRecord | undefined,
  days: string[],
  chance: Chance,
): string {
  const [first, ...rest] = days.filter((each) => each !== '');
  const calm = chance.one(['2022-07-15', '2023-02-28', '2024-02-29', '2022-12-31']);
  let today =
    first !== undefined && chance.often(0.6) ? chance.near(chance.one([first, ...rest])) : calm;
  today = later(today, record?.recognisedOn ?? today);
  if (regulation !== 'guangdong-2021') return today;
  return chance.often(0.03) ? chance.one(['2021-05-31', '2021-06-01']) : later(today, '2021-06-01');
}

/** Deaths and terminations, mostly none. */
function lifeEvents(subject: ReferenceSubject, today: string, chance: Chance): void {
  if (subject.kind === 'natural') {
    if (chance.often(0.04)) subject.diedOn = shift(today, chance.one([-400, -1, 0, 1]));
  } else if (chance.often(0.06)) {
    const threeYearsAgo = Temporal.PlainDate.from(today).subtract({ years: 3 }).toString();
    subject.terminatedOn = chance.often(0.6) ? chance.near(threeYearsAgo) : shift(today, -10);
  }
}

function randomMoment(today: string, chance: Chance): string {
  if (chance.often(0.88)) return today;
  return chance.one([
    `${today}T00:00:00+08:00`,
    `${today}T23:59:59+08:00`,
    // one second before and at midnight in Shanghai, told by another clock
    `${today}T15:59:59+00:00`,
    `${shift(today, -1)}T16:00:00Z`,
  ]);
}

import { after, type Chance, later, shift } from './chance.ts';
import type { ReferenceItem, ReferenceRecord, Regulation } from './types.ts';

const RECOGNITIONS = [
  '2020-02-29',
  '2019-12-31',
  '2020-03-31',
  '2021-01-31',
  '2021-11-30',
  '2020-08-31',
  '2022-05-10',
  '2021-02-28',
] as const;

/** The record as it was made; `days` gathers the days on which its answer may change. */
export function randomRecord(
  regulation: Regulation,
  item: ReferenceItem,
  chance: Chance,
  days: string[],
): ReferenceRecord | undefined {
  if (item.class === 'credit-points') return { computedWithoutOptOuts: chance.often(0.6) };
  const plain = item.identity || item.restricted || item.prohibited || item.class === 'basic';
  if (plain || item.class === 'evaluation') return undefined;
  const recognisedOn = chance.one(RECOGNITIONS);
  const record: ReferenceRecord = { recognisedOn };
  if (item.class !== 'adverse') {
    if (chance.often(0.4)) record.validUntil = after(recognisedOn, chance.one(['P1Y', 'P30M']));
    if (chance.often(0.2)) record.cancelledOn = after(recognisedOn, chance.one(['P6M', 'P2Y']));
    if (chance.often(0.2))
      record.awardLevel = chance.one(['county', 'city', 'province', 'national']);
    days.push(record.validUntil ?? '', record.cancelledOn ?? '', after(recognisedOn, 'P1Y'));
    return record;
  }
  adverseRecord(regulation, item, record, recognisedOn, chance);
  const starts = [recognisedOn, record.endedOn ?? recognisedOn];
  for (const start of starts) {
    for (const length of ['P3Y', 'P5Y', 'P12M', 'P36M', item.period ?? 'P2Y']) {
      days.push(after(start, length));
    }
  }
  days.push(record.disclosureUntil ?? '', after(recognisedOn, 'P1M'), after(recognisedOn, 'P2M'));
  return record;
}

function adverseRecord(
  regulation: Regulation,
  item: ReferenceItem,
  record: ReferenceRecord,
  recognisedOn: string,
  chance: Chance,
): void {
  const known = regulation === 'guizhou-2018' ? 0.8 : 0.35;
  if (chance.often(known)) {
    record.endedOn = chance.often(0.65)
      ? shift(recognisedOn, chance.one([-60, -300, -1, 0]))
      : after(recognisedOn, chance.one(['P1D', 'P3M', 'P14M']));
  } else if (chance.often(0.3)) record.continuing = true;
  if (chance.often(0.2)) record.serious = true;
  if (chance.often(0.08)) record.procedure = 'summary';
  if (chance.often(0.05)) record.slightAndCorrected = true;
  if (chance.often(0.25)) {
    record.sanction = chance.one(['crime', 'licence-revoked', 'lifetime-ban', 'fine', 'warning']);
    record.field = chance.one(['food-drug', 'environment', 'fire', 'finance', 'other']);
  }
  if (chance.often(0.15)) {
    item.id = 'tax-arrears';
    record.debt = chance.one(['arrears', 'dunned', 'refused', 'refused']);
  }
  const end = regulation === 'hangzhou-2020' ? 0.6 : 0.05;
  if (chance.often(end)) {
    record.disclosureUntil = after(recognisedOn, chance.one(['P1Y', 'P3Y', 'P6Y']));
  }
  if (chance.often(0.05)) {
    record.responsibleRole = chance.one([
      'legal-representative',
      'principal',
      'actual-controller',
      'other-direct',
      'other-direct-debt',
    ]);
  }
  if (chance.often(0.03)) delete record.recognisedOn;
}

/** What befalls the record about the day of the question. */
export function eventsNear(
  regulation: Regulation,
  record: ReferenceRecord,
  today: string,
  chance: Chance,
): void {
  const about = (): string => shift(today, chance.one([-200, -20, -1, 0, 0, 1]));
  if (chance.often(0.15)) {
    const from = shift(today, chance.one([-1500, -700, -30, 0, 1]));
    record.listed = { from, until: chance.often(0.5) ? null : later(shift(from, 1), about()) };
    record.serious = true;
    if (chance.often(0.4)) {
      record.listEntry = true;
      if (chance.often(0.3)) record.listConditions = false;
    }
  }
  if (chance.often(0.06)) {
    record.basis = chance.one(['revoked', 'void', 'illegal', 'changed']);
    record.basisChangedOn = about();
  }
  if (chance.often(0.12)) {
    const receivedOn = shift(today, chance.one([-14, -10, -9, -8, -7, -6, -1, 0, 1]));
    const decidedOn = chance.often(0.7) ? null : later(receivedOn, chance.near(today));
    const outcome = decidedOn === null ? null : chance.one(['upheld', 'rejected'] as const);
    record.objection = { receivedOn, decidedOn, outcome };
  }
  if (chance.often(0.14)) {
    const effect = chance.one([
      'remove',
      'stop-open-and-share',
      'mark',
      'shield',
      'delete',
      'end-publication',
      'new-end',
      'none',
    ] as const);
    record.repair = { decidedOn: about(), effect };
    const dated = effect === 'new-end' && chance.often(0.7);
    record.repair.newEnd = dated ? chance.near(today) : null;
  }
  if (chance.often(0.12)) record.optOut = { requestedOn: about() };
  if (chance.often(regulation === 'hangzhou-2020' ? 0.08 : 0.03)) record.selfReported = true;
}

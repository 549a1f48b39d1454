import { AWARD_LEVELS, FIELDS_OF_LAW, RESPONSIBLE_ROLES, SANCTIONS } from '../shared/vocabulary.ts';
import { basisOf, type Timing, timingOf, writeAdverse } from './adverse.ts';
import { AWKWARD_DAYS, dayBetween, plusDays, TODAY } from './calendar.ts';
import { AUTHORITIES, companyName, factsOf, personName } from './names.ts';
import type { Random } from './random.ts';
import type { Fields } from './sink.ts';
import { documentNumber, referenceTo, type Subject, write } from './subject.ts';

const AUTHORITY = AUTHORITIES['market-regulation'];

export function writeCompanyMarket(subject: Subject, pickPerson: () => string | null): void {
  const { random } = subject;
  writeResponsiblePersons(subject, pickPerson);
  const licences = random.int(0, 2);
  for (let at = 1; at <= licences; at++) writeLicence(subject, at);
  const penalties = random.chance(0.45) ? random.int(1, 4) : 0;
  for (let at = 1; at <= penalties; at++) writePenalty(subject, 'penalty', at);
  if (random.chance(0.08)) writeAbnormalOperation(subject);
  if (random.chance(0.05)) writeListing(subject, pickPerson);
  if (random.chance(0.12)) writePledges(subject);
  for (let year = 2023; year <= 2025; year++) writeAnnualReport(subject, year);
  if (random.chance(0.25)) writeAward(subject, 'award');
  if (random.chance(0.3)) writeCommitment(subject);
  if (random.chance(0.15)) writeContract(subject);
}

function writeResponsiblePersons(subject: Subject, pickPerson: () => string | null): void {
  const { random } = subject;
  const persons = random.int(1, 3);
  for (let at = 1; at <= persons; at++) {
    const personIdNumber = pickPerson();
    if (personIdNumber === null) return;
    const startedOn = dayBetween(random, '2010-01-01', '2025-12-31');
    write(subject, 'market-regulation', 'responsible-person', {
      filingNumber: documentNumber(subject, '云备', startedOn, at),
      role: random.pick(RESPONSIBLE_ROLES),
      position: random.pick(['董事', '监事', '经理', '财务负责人']),
      startedOn,
      endedOn: random.chance(0.2) ? dayBetween(random, startedOn, TODAY) : null,
      personIdNumber,
    });
  }
}

/** Penalty of a company or, in `person-penalty`, of a person. */
export function writePenalty(
  subject: Subject,
  table: 'penalty' | 'person-penalty',
  at: number,
): void {
  const { random } = subject;
  const timing = timingOf(random);
  writeAdverse(subject, {
    department: 'market-regulation',
    table,
    word: '云市监罚',
    column: 'documentNumber',
    at,
    timing,
    fields: (number) => penaltyFields(random, timing, number),
  });
}

function penaltyFields(random: Random, timing: Timing, number: string): Fields {
  const { recognisedOn, endedOn, continuing } = timing;
  const summary = random.chance(0.2);
  const fineAmount = summary ? random.amount(0.01, 0.3) : random.amount(0.5, 300);
  return {
    violationType: random.pick(['虚假宣传', '无证经营', '标签不合规', '侵犯商标专用权']),
    facts: factsOf(random, '未按规定标示商品信息'),
    legalBasis: '示例法规第十二条',
    category: random.pick(['罚款', '警告', '没收违法所得', '吊销许可证件']),
    content: `罚款${fineAmount}万元`,
    fineAmount,
    confiscatedAmount: random.chance(0.3) ? random.amount(0.1, 50) : null,
    decisionDate: recognisedOn,
    validUntil: '2099-12-31',
    publishUntil: random.chance(0.25) ? plusDays(recognisedOn, random.pick([90, 365, 1095])) : null,
    authority: AUTHORITY,
    sourceUnit: AUTHORITY,
    procedure: summary ? 'summary' : 'general',
    slightAndCorrected: random.chance(0.12),
    sanction: summary ? random.pick(['fine', 'warning']) : random.pick(SANCTIONS.slice(1)),
    fieldOfLaw: random.pick(FIELDS_OF_LAW),
    serious: !summary && random.chance(0.15),
    conductEndedOn: endedOn,
    continuing,
    basisDocument: basisOf(random, number),
    catalogueSource: random.chance(0.2) ? 'national' : 'supplementary',
  };
}

function writeLicence(subject: Subject, at: number): void {
  const { random } = subject;
  const decisionDate = dayBetween(random, '2016-01-01', '2026-10-31');
  const validUntil = random.chance(0.1)
    ? random.pick(AWKWARD_DAYS)
    : plusDays(decisionDate, random.pick([1095, 1825, 3650]));
  write(subject, 'market-regulation', 'licence', {
    licenceNumber: documentNumber(subject, '云许', decisionDate, at),
    documentName: random.pick(['食品经营许可证', '道路运输经营许可证', '医疗器械经营许可证']),
    category: '普通',
    content: random.pick(['预包装食品销售', '普通货运', '第二类医疗器械']),
    decisionDate,
    validFrom: decisionDate,
    validUntil,
    cancelledOn: random.chance(0.1) ? dayBetween(random, decisionDate, TODAY) : null,
    authority: AUTHORITY,
    sourceUnit: AUTHORITY,
  });
}

function writeAbnormalOperation(subject: Subject): void {
  const timing = timingOf(subject.random);
  writeAdverse(subject, {
    department: 'market-regulation',
    table: 'abnormal-operation',
    word: '云市监异',
    column: 'documentNumber',
    at: 1,
    timing,
    fields: (number) => ({
      reason: '未在期限内公示年度报告',
      listedOn: timing.recognisedOn,
      authority: AUTHORITY,
      removalReason: timing.endedOn === null ? null : '已补报并公示',
      removedOn:
        timing.endedOn !== null && timing.endedOn > timing.recognisedOn ? timing.endedOn : null,
      continuing: timing.continuing,
      basisDocument: basisOf(subject.random, number),
    }),
  });
}

/** What a listing says, on the listed subject and on the persons linked with it. */
export function listingFields(random: Random, timing: Timing, number: string): Fields {
  const withConditions = random.chance(0.85);
  const removed = random.chance(0.35);
  const removedOn = removed ? dayBetween(random, plusDays(timing.recognisedOn, 1), TODAY) : null;
  return {
    listName: '市场监督管理严重违法失信名单',
    listedOn: timing.recognisedOn,
    removedOn,
    removalConditions: withConditions ? '列入满三年且改正违法行为后可申请移出' : null,
    remedies: withConditions ? '可依法申请行政复议或者提起行政诉讼' : null,
    serious: true,
    conductEndedOn: timing.endedOn,
    continuing: timing.continuing,
    basisDocument: basisOf(random, number),
  };
}

function writeListing(subject: Subject, pickPerson: () => string | null): void {
  const { random, sink } = subject;
  const timing = timingOf(random);
  let common: Fields = {};
  const number = writeAdverse(subject, {
    department: 'market-regulation',
    table: 'serious-listing',
    word: '云市监严',
    column: 'documentNumber',
    at: 1,
    timing,
    fields: (of) => {
      common = listingFields(random, timing, of);
      return {
        ...common,
        reason: factsOf(random, '拒不履行行政处罚决定'),
        legalBasis: '示例法规第三十条',
        termUntil: plusDays(timing.recognisedOn, 1095),
        authority: AUTHORITY,
        publishUntil: null,
      };
    },
  });
  const persons = RESPONSIBLE_ROLES.filter(() => random.chance(0.5)).flatMap((role) => {
    const idNumber = pickPerson();
    return idNumber === null ? [] : [{ role, idNumber }];
  });
  persons.forEach((person, at) => {
    writeLinked(subject, number, common, { ...person, at });
  });
  sink.register('lists', listEntry(subject, number, common, persons));
}

function writeLinked(
  subject: Subject,
  listing: string,
  common: Fields,
  { role, idNumber, at }: { role: string; idNumber: string; at: number },
): void {
  const listedOn = common.listedOn ?? null;
  const removedOn = common.removedOn ?? null;
  write(subject, 'market-regulation', 'listed-responsible-person', {
    entryNumber: `${listing}-${at + 1}`,
    listingDocumentNumber: listing,
    role,
    listedOn,
    removedOn,
    personIdNumber: idNumber,
  });
  subject.sink.row('market-regulation', 'linked-listing', idNumber, {
    ...common,
    documentNumber: `${listing}-${at + 1}`,
    role,
    entityUscc: subject.key,
  });
}

/** The register's entry of a listing made by market regulation. */
export function listEntry(
  subject: Subject,
  number: string,
  common: Fields,
  responsiblePersons: readonly { readonly role: string; readonly idNumber: string }[],
): Record<string, unknown> {
  const table = subject.kind === 'LEGAL' ? 'serious-listing' : 'person-serious-listing';
  return {
    ...referenceTo(subject, 'market-regulation', table, number),
    list: common.listName,
    authority: AUTHORITY,
    legalBasis: '示例法规第三十条',
    listedOn: common.listedOn,
    removedOn: common.removedOn,
    conditions: common.removalConditions,
    remedies: common.remedies,
    basisRecords: [common.basisDocument].filter((basis) => basis !== null),
    responsiblePersons,
  };
}

function writePledges(subject: Subject): void {
  const { random } = subject;
  const registeredOn = dayBetween(random, '2018-01-01', '2026-09-30');
  const ended = random.chance(0.3) ? dayBetween(random, registeredOn, TODAY) : null;
  const pledgor = random.chance(0.5) ? personName(random) : companyName(random, subject.n + 1);
  write(subject, 'market-regulation', 'equity-pledge', {
    registrationNumber: documentNumber(subject, '云股质', registeredOn, 1),
    pledgor,
    pledgorDocument: null,
    pledgee: companyName(random, subject.n + 2),
    pledgedAmount: random.amount(10, 5000),
    status: ended === null ? 'valid' : 'cancelled',
    registeredOn,
    validUntil: plusDays(registeredOn, 1825),
    cancelledOn: ended,
    authority: AUTHORITY,
  });
  write(subject, 'market-regulation', 'chattel-mortgage', {
    registrationNumber: documentNumber(subject, '云动抵', registeredOn, 1),
    mortgagee: random.chance(0.3) ? personName(random) : companyName(random, subject.n + 3),
    collateral: '生产设备一批',
    claimKind: '借款合同',
    securedAmount: random.amount(10, 8000),
    registeredOn,
    performanceUntil: plusDays(registeredOn, 1095),
    cancelledOn: ended,
    authority: AUTHORITY,
  });
}

function writeAnnualReport(subject: Subject, year: number): void {
  const { random } = subject;
  if (random.chance(0.2)) return;
  const reportedOn = dayBetween(random, `${year + 1}-01-02`, `${year + 1}-06-30`);
  const totalAssets = random.amount(50, 100_000);
  write(subject, 'market-regulation', 'annual-report', {
    reportNumber: documentNumber(subject, '云年报', reportedOn, year),
    year,
    reportedOn,
    operatingState: random.pick(['开业', '歇业']),
    postalAddress: '云汐市示例路',
    financialsPublished: random.chance(0.3),
    totalAssets,
    totalLiabilities: random.amount(10, totalAssets),
    revenue: random.amount(10, 80_000),
    netProfit: random.amount(-500, 8000),
    taxesPaid: random.amount(0, 4000),
  });
}

/** Award of a company or, in `person-award`, of a person; some of the latter have opted out. */
export function writeAward(subject: Subject, table: 'award' | 'person-award'): void {
  const { random, sink, n, kind } = subject;
  const awardedOn = random.chance(0.1)
    ? random.pick(AWKWARD_DAYS)
    : dayBetween(random, '2015-01-01', TODAY);
  const number = documentNumber(subject, '云表', awardedOn, 1);
  write(subject, 'market-regulation', table, {
    documentNumber: number,
    title: random.pick(['守合同重信用单位', '质量标兵', '诚信经营示范']),
    level: random.pick(AWARD_LEVELS),
    authority: '云汐市人民政府（虚构）',
    awardedOn,
    validUntil: random.chance(0.5) ? plusDays(awardedOn, random.pick([365, 1095, 1825])) : null,
    cancelledOn: random.chance(0.08) ? dayBetween(random, awardedOn, TODAY) : null,
  });
  if (!random.chance(0.1)) return;
  const requestedOn = dayBetween(random, awardedOn, TODAY);
  const reference = referenceTo(subject, 'market-regulation', table, number);
  sink.register('opt-outs', {
    id: `X-${kind}-${n}-award`,
    ...reference,
    kind: 'award',
    requestedOn,
  });
}

function writeCommitment(subject: Subject): void {
  const { random } = subject;
  const committedOn = dayBetween(random, '2019-01-01', TODAY);
  write(subject, 'market-regulation', 'commitment', {
    commitmentNumber: documentNumber(subject, '云诺', committedOn, 1),
    kind: random.pick(['审批替代型', '主动公示型', '信用修复型']),
    content: '承诺依法诚信经营',
    authority: AUTHORITY,
    committedOn,
    validUntil: random.chance(0.5) ? plusDays(committedOn, 1095) : null,
    cancelledOn: null,
    performance: random.pick(['全部履行', '履行中', '未履行']),
  });
}

function writeContract(subject: Subject): void {
  const { random } = subject;
  const signedOn = dayBetween(random, '2021-01-01', TODAY);
  write(subject, 'market-regulation', 'self-reported-contract', {
    declarationNumber: documentNumber(subject, '自报', signedOn, 1),
    matter: '设备供货合同',
    counterparty: random.chance(0.2) ? personName(random) : companyName(random, subject.n + 7),
    contractAmount: random.amount(5, 3000),
    signedOn,
    performance: random.pick(['全部履行', '履行中']),
    selfReported: true,
    validUntil: random.chance(0.3) ? plusDays(signedOn, 730) : null,
    withdrawnOn: random.chance(0.1) ? dayBetween(random, signedOn, TODAY) : null,
  });
}

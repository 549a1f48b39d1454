import { timingOf, writeAdverse } from './adverse.ts';
import { writeAuthorisations } from './authorisations.ts';
import { dayBetween, plusDays, TODAY } from './calendar.ts';
import { syntheticIdNumber } from './codes.ts';
import { writeAssetSearch, writeCourtRecords } from './court.ts';
import { listEntry, listingFields, writeAward, writePenalty } from './market.ts';
import { AUTHORITIES, addressOf, companyName, factsOf, personName, phoneOf } from './names.ts';
import { Random } from './random.ts';
import type { Sink } from './sink.ts';
import { writeSocialSecurityRecords } from './social-security.ts';
import { documentNumber, referenceTo, type Subject, write } from './subject.ts';
import {
  writeMajorTaxViolation,
  writeTaxArrears,
  writeTaxGrade,
  writeTaxPaid,
  writeTaxPenalty,
} from './tax.ts';

const BIRTHDAYS_TODAY = ['2008-11-14', '2008-11-15', '2008-11-16', '2010-11-15'] as const;

/** The day of birth of the n-th person: adults, minors, people just of age, leap days, the very old. */
export function birthDay(seed: number, n: number): string {
  const random = Random.of(seed, 'birth', n);
  if (n % 100 === 7) return random.pick(['2000-02-29', '2008-02-29', '1988-02-29', '2012-02-29']);
  if (n % 100 === 8) return random.pick(BIRTHDAYS_TODAY);
  if (random.chance(0.06)) return dayBetween(random, '2009-01-01', '2024-12-31');
  return dayBetween(random, '1935-01-01', '2007-12-31');
}

/** The identity number of the n-th person of a data set. */
export function personIdNumber(seed: number, n: number): string {
  return syntheticIdNumber(n, birthDay(seed, n));
}

/** Writes the n-th person in all departments. */
export function writePerson(sink: Sink, n: number, seed: number): void {
  const random = Random.of(seed, 'person', n);
  const bornOn = birthDay(seed, n);
  const subject: Subject = { sink, random, kind: 'NATURAL', key: personIdNumber(seed, n), n };
  write(subject, 'market-regulation', 'person', {
    name: personName(random),
    birthDate: bornOn,
    address: addressOf(random),
    phone: phoneOf(random),
  });
  writeLifecycle(subject, bornOn);
  writeMarket(subject);
  writeTax(subject, bornOn);
  writeCourt(subject);
  writeSocialSecurity(subject, bornOn);
  writeAuthorisations(subject);
}

function writeLifecycle({ sink, random, key, n }: Subject, bornOn: string): void {
  const diedOn = random.chance(0.03)
    ? notBefore(bornOn, dayBetween(random, '2019-01-01', TODAY))
    : null;
  const minor = bornOn > '2008-11-15';
  const limited = !minor && random.chance(0.01);
  const proven = minor && bornOn < '2010-11-15' && random.chance(0.3);
  if (diedOn === null && !minor && !limited) return;
  const adult = limited ? random.pick(['limited', 'none']) : 'full';
  const minorCapacity = proven ? 'proven-full' : random.pick(['limited', 'none']);
  sink.register('lifecycle', {
    subjectKind: 'NATURAL',
    subject: key,
    bornOn,
    diedOn,
    capacity: minor ? minorCapacity : adult,
    capacitySince: limited ? '2022-03-31' : null,
    guardian: (minor && !proven) || limited ? syntheticIdNumber(4_000_000 + n, '1980-06-15') : null,
    knownAt: diedOn ?? '2026-01-01',
  });
}

function notBefore(earliest: string, day: string): string {
  return day < earliest ? earliest : day;
}

function writeMarket(subject: Subject): void {
  const { random } = subject;
  if (random.chance(0.2)) writeProfessionalLicence(subject);
  const penalties = random.chance(0.15) ? random.int(1, 2) : 0;
  for (let at = 1; at <= penalties; at++) writePenalty(subject, 'person-penalty', at);
  if (random.chance(0.02)) writePersonListing(subject);
  if (random.chance(0.15)) writeAward(subject, 'person-award');
  for (const table of ['volunteering', 'charity', 'bravery'] as const) {
    if (random.chance(table === 'volunteering' ? 0.3 : 0.05)) writeGoodDeed(subject, table);
  }
  if (random.chance(0.6)) writeScore(subject);
}

function writeProfessionalLicence(subject: Subject): void {
  const { random } = subject;
  const issuedOn = dayBetween(random, '2012-01-01', TODAY);
  write(subject, 'market-regulation', 'professional-licence', {
    licenceNumber: documentNumber(subject, '云职', issuedOn, 1),
    profession: random.pick(['注册会计师', '特种设备作业人员', '执业药师']),
    grade: random.pick(['一级', '二级', null]),
    issuedOn,
    validUntil: random.chance(0.7) ? plusDays(issuedOn, 1826) : null,
    cancelledOn: random.chance(0.05) ? dayBetween(random, issuedOn, TODAY) : null,
    authority: AUTHORITIES['market-regulation'],
  });
}

function writePersonListing(subject: Subject): void {
  const { random, sink } = subject;
  const timing = timingOf(random);
  let common = {};
  const number = writeAdverse(subject, {
    department: 'market-regulation',
    table: 'person-serious-listing',
    word: '云市监严',
    column: 'documentNumber',
    at: 1,
    timing,
    fields: (of) => {
      const fields = listingFields(random, timing, of);
      common = fields;
      return {
        ...fields,
        reason: factsOf(random, '拒不履行行政处罚决定'),
        legalBasis: '示例法规第三十条',
      };
    },
  });
  sink.register('lists', listEntry(subject, number, common, []));
}

function writeGoodDeed(subject: Subject, table: 'volunteering' | 'charity' | 'bravery'): void {
  const { random, sink, n } = subject;
  const recognisedOn = dayBetween(random, '2018-01-01', TODAY);
  const certificateNumber = documentNumber(subject, '云志', recognisedOn, 1);
  write(subject, 'market-regulation', table, {
    certificateNumber,
    description: factsOf(random, '参加社区服务'),
    organisation: '云汐市志愿服务联合会（虚构）',
    hours: table === 'volunteering' ? random.int(2, 500) : null,
    donatedAmount: table === 'charity' ? random.amount(0.1, 20) : null,
    recognisedOn,
    cancelledOn: null,
  });
  if (!random.chance(0.12)) return;
  const requestedOn = dayBetween(random, recognisedOn, TODAY);
  const reference = referenceTo(subject, 'market-regulation', table, certificateNumber);
  sink.register('opt-outs', {
    id: `X-NATURAL-${n}-${table}`,
    ...reference,
    kind: table,
    requestedOn,
  });
}

function writeScore(subject: Subject): void {
  const { random } = subject;
  const assessedOn = dayBetween(random, '2025-12-01', '2026-10-31');
  write(subject, 'market-regulation', 'integrity-score', {
    assessmentNumber: documentNumber(subject, '云分', assessedOn, 1),
    points: random.int(300, 1000),
    assessedOn,
    validUntil: plusDays(assessedOn, 365),
    computedWithoutOptOuts: random.chance(0.8),
  });
}

function writeTax(subject: Subject, bornOn: string): void {
  const { random } = subject;
  const trader = random.chance(0.1);
  for (let year = 2023; year <= 2025; year++) {
    if (trader) writeTaxGrade(subject, 'person-tax-grade', year);
    if (bornOn > '2005-01-01' || random.chance(0.2)) continue;
    writeTaxPaid(subject, 'person-annual-tax-paid', year);
    write(subject, 'tax', 'declared-income', {
      declarationNumber: documentNumber(subject, '云税报', `${year + 1}-06-30`, year),
      year,
      income: random.amount(1, 200),
    });
  }
  if (random.chance(0.08)) writeTaxArrears(subject, 'person-tax-arrears');
  if (random.chance(0.04)) writeTaxPenalty(subject, 'person-tax-penalty');
  if (random.chance(0.01)) writeMajorTaxViolation(subject, 'person-major-tax-violation');
}

function writeCourt(subject: Subject): void {
  const { random } = subject;
  writeCourtRecords(subject);
  for (const table of [
    'deposit-search',
    'securities-search',
    'real-estate-search',
    'insurance-search',
  ] as const) {
    if (random.chance(0.04)) writeAssetSearch(subject, table);
  }
}

function writeSocialSecurity(subject: Subject, bornOn: string): void {
  const { random, n } = subject;
  writeSocialSecurityRecords(subject);
  if (bornOn > '2006-01-01') return;
  const startedOn = dayBetween(random, '2008-01-01', '2025-06-30');
  write(subject, 'social-security', 'employment', {
    registrationNumber: documentNumber(subject, '云社登', startedOn, 1),
    employer: companyName(random, n),
    occupation: random.pick(['会计', '司机', '工程师', '销售']),
    startedOn,
    endedOn: random.chance(0.4) ? dayBetween(random, startedOn, TODAY) : null,
  });
  if (bornOn < '1966-01-01') writePension(subject);
  else writeContributionBases(subject);
}

function writePension(subject: Subject): void {
  const { random } = subject;
  const startedOn = dayBetween(random, '2015-01-01', '2026-10-31');
  write(subject, 'social-security', 'pension', {
    grantNumber: documentNumber(subject, '云养', startedOn, 1),
    kind: random.pick(['职工基本养老保险', '城乡居民基本养老保险']),
    monthlyAmount: random.amount(0.01, 1.2),
    startedOn,
    endedOn: null,
  });
}

function writeContributionBases(subject: Subject): void {
  for (let year = 2024; year <= 2026; year++) {
    write(subject, 'social-security', 'contribution-base', {
      assessmentNumber: documentNumber(subject, '云社核', `${year}-01-01`, year),
      year,
      monthlyBase: subject.random.amount(0.3, 3),
    });
  }
}

import { DEBTS } from '../shared/vocabulary.ts';
import { basisOf, notAfterToday, type Timing, timingOf, writeAdverse } from './adverse.ts';
import { plusDays } from './calendar.ts';
import { AUTHORITIES, factsOf } from './names.ts';
import type { Random } from './random.ts';
import type { Fields } from './sink.ts';
import { documentNumber, type Subject, write } from './subject.ts';

const AUTHORITY = AUTHORITIES.tax;

export function writeCompanyTax(subject: Subject): void {
  const { random } = subject;
  for (let year = 2022; year <= 2025; year++) {
    writeTaxGrade(subject, 'tax-grade', year);
    writeTaxPaid(subject, 'annual-tax-paid', year);
  }
  if (random.chance(0.15)) writeTaxArrears(subject, 'tax-arrears');
  if (random.chance(0.12)) writeTaxPenalty(subject, 'tax-penalty');
  if (random.chance(0.03)) writeMajorTaxViolation(subject, 'major-tax-violation');
}

export function writeTaxGrade(
  subject: Subject,
  table: 'tax-grade' | 'person-tax-grade',
  year: number,
): void {
  const { random } = subject;
  const evaluatedOn = `${year + 1}-04-${String(random.int(1, 30)).padStart(2, '0')}`;
  write(subject, 'tax', table, {
    evaluationNumber: documentNumber(subject, '云税评', evaluatedOn, year),
    year,
    grade: random.pick(['A', 'B', 'B', 'M', 'C', 'D']),
    evaluatedOn,
    validUntil: `${year + 2}-04-30`,
    authority: AUTHORITY,
  });
}

export function writeTaxPaid(
  subject: Subject,
  table: 'annual-tax-paid' | 'person-annual-tax-paid',
  year: number,
): void {
  const high = subject.kind === 'LEGAL' ? 5000 : 30;
  write(subject, 'tax', table, {
    statementNumber: documentNumber(subject, '云税证', `${year + 1}-01-01`, year),
    year,
    taxPaid: subject.random.amount(0, high),
  });
}

/** What any debt says: owed, dunned or refused, settled or not. */
export function debtFields(random: Random, timing: Timing, number: string): Fields {
  const debt = random.pick(DEBTS);
  return {
    balance: random.amount(0.5, 400),
    dueOn: plusDays(timing.recognisedOn, -random.int(15, 120)),
    recognisedOn: timing.recognisedOn,
    debt,
    dunnedOn: debt === 'arrears' ? null : plusDays(timing.recognisedOn, 20),
    settledOn:
      timing.endedOn !== null && timing.endedOn > timing.recognisedOn ? timing.endedOn : null,
    continuing: timing.continuing,
    basisDocument: basisOf(random, number),
  };
}

export function writeTaxArrears(
  subject: Subject,
  table: 'tax-arrears' | 'person-tax-arrears',
): void {
  const timing = timingOf(subject.random);
  writeAdverse(subject, {
    department: 'tax',
    table,
    word: '云税欠',
    column: 'noticeNumber',
    at: 1,
    timing,
    fields: (number) => ({
      ...debtFields(subject.random, timing, number),
      taxKind: subject.random.pick(['增值税', '企业所得税', '个人所得税']),
      authority: AUTHORITY,
    }),
  });
}

export function writeTaxPenalty(
  subject: Subject,
  table: 'tax-penalty' | 'person-tax-penalty',
): void {
  const { random } = subject;
  const timing = timingOf(random);
  writeAdverse(subject, {
    department: 'tax',
    table,
    word: '云税罚',
    column: 'documentNumber',
    at: 1,
    timing,
    fields: (number) => ({
      violationType: random.pick(['逾期未申报', '虚开发票', '偷税']),
      facts: factsOf(random, '未按期办理纳税申报'),
      legalBasis: '示例税收法规第六十条',
      fineAmount: random.amount(0.05, 200),
      recoveredTax: random.amount(0, 300),
      decisionDate: timing.recognisedOn,
      publishUntil: random.chance(0.2) ? plusDays(timing.recognisedOn, 365) : null,
      authority: AUTHORITY,
      procedure: random.chance(0.3) ? 'summary' : 'general',
      slightAndCorrected: random.chance(0.15),
      sanction: random.pick(['fine', 'warning']),
      serious: random.chance(0.1),
      conductEndedOn: timing.endedOn,
      continuing: timing.continuing,
      basisDocument: basisOf(random, number),
      catalogueSource: random.chance(0.2) ? 'national' : 'supplementary',
    }),
  });
}

export function writeMajorTaxViolation(
  subject: Subject,
  table: 'major-tax-violation' | 'person-major-tax-violation',
): void {
  const { random } = subject;
  const timing = timingOf(random);
  const withConditions = random.chance(0.85);
  writeAdverse(subject, {
    department: 'tax',
    table,
    word: '云税重',
    column: 'caseNumber',
    at: 1,
    timing,
    fields: (number) => ({
      nature: random.pick(['虚开增值税专用发票', '骗取出口退税', '逃避追缴欠税']),
      facts: factsOf(random, '虚开发票若干份'),
      evadedTax: random.amount(100, 9000),
      recognisedOn: timing.recognisedOn,
      publishUntil: plusDays(timing.recognisedOn, 1095),
      removedOn: random.chance(0.3)
        ? notAfterToday(plusDays(timing.recognisedOn, random.int(30, 1095)))
        : null,
      removalConditions: withConditions ? '缴清税款、滞纳金和罚款后可申请移出' : null,
      remedies: withConditions ? '可依法申请行政复议或者提起行政诉讼' : null,
      authority: AUTHORITY,
      serious: true,
      conductEndedOn: timing.endedOn,
      continuing: timing.continuing,
      basisDocument: basisOf(random, number),
    }),
  });
}

import { basisOf, timingOf, writeAdverse } from './adverse.ts';
import { dayBetween, plusDays, TODAY } from './calendar.ts';
import { AUTHORITIES, factsOf } from './names.ts';
import { type Subject, write } from './subject.ts';
import { debtFields } from './tax.ts';

const AUTHORITY = AUTHORITIES['social-security'];

export function writeCompanySocialSecurity(subject: Subject): void {
  const { random } = subject;
  write(subject, 'social-security', 'insured-status', {
    insuredHeadcount: random.int(1, 2000),
    insuredSince: dayBetween(random, '2000-01-01', '2025-12-31'),
  });
  writeSocialSecurityRecords(subject);
}

/** The adverse records of either kind of subject. */
export function writeSocialSecurityRecords(subject: Subject): void {
  const { random } = subject;
  if (random.chance(0.1)) writeContributionArrears(subject);
  if (random.chance(0.03)) writeWageArrears(subject);
  if (random.chance(0.02)) writeSeriousListing(subject);
  if (random.chance(0.02)) writeInsuranceFraud(subject);
}

function tableOf(subject: Subject, table: string): string {
  return subject.kind === 'LEGAL' ? table : `person-${table}`;
}

function writeContributionArrears(subject: Subject): void {
  const { random } = subject;
  const timing = timingOf(random);
  writeAdverse(subject, {
    department: 'social-security',
    table: tableOf(subject, 'contribution-arrears'),
    word: '云社欠',
    column: 'noticeNumber',
    at: 1,
    timing,
    fields: (number) => ({
      ...debtFields(random, timing, number),
      branch: random.pick(['pension', 'medical', 'unemployment', 'work-injury']),
      authority: AUTHORITY,
    }),
  });
}

function writeWageArrears(subject: Subject): void {
  const { random } = subject;
  const timing = timingOf(random);
  writeAdverse(subject, {
    department: 'social-security',
    table: tableOf(subject, 'wage-arrears-listing'),
    word: '云人社薪',
    column: 'documentNumber',
    at: 1,
    timing,
    fields: (number) => ({
      ...listing(subject, number, timing.recognisedOn),
      conduct: factsOf(random, '拖欠劳动报酬'),
      owedAmount: random.amount(1, 800),
      workers: random.int(1, 300),
      settledOn:
        timing.endedOn !== null && timing.endedOn > timing.recognisedOn ? timing.endedOn : null,
      continuing: timing.continuing,
      serious: true,
    }),
  });
}

function writeSeriousListing(subject: Subject): void {
  const { random } = subject;
  const timing = timingOf(random);
  writeAdverse(subject, {
    department: 'social-security',
    table: tableOf(subject, 'insurance-serious-listing'),
    word: '云人社严',
    column: 'documentNumber',
    at: 2,
    timing,
    fields: (number) => ({
      ...listing(subject, number, timing.recognisedOn),
      conduct: factsOf(random, '伪造材料办理社会保险登记'),
      legalBasis: '示例社会保险法规第八十条',
      termUntil: plusDays(timing.recognisedOn, 1095),
      conductEndedOn: timing.endedOn,
      continuing: timing.continuing,
      serious: true,
    }),
  });
}

function listing(subject: Subject, number: string, listedOn: string) {
  const { random } = subject;
  const withConditions = random.chance(0.85);
  return {
    listedOn,
    removedOn: random.chance(0.35) ? dayBetween(random, plusDays(listedOn, 1), TODAY) : null,
    removalConditions: withConditions ? '改正违法行为并履行义务后可申请移出' : null,
    remedies: withConditions ? '可依法申请行政复议或者提起行政诉讼' : null,
    publishUntil: null,
    authority: AUTHORITY,
    basisDocument: basisOf(random, number),
  };
}

/** Says what was obtained and by which means; never anything about health. */
function writeInsuranceFraud(subject: Subject): void {
  const { random } = subject;
  const timing = timingOf(random);
  const obtainedAmount = random.amount(0.1, 60);
  writeAdverse(subject, {
    department: 'social-security',
    table: tableOf(subject, 'insurance-fraud'),
    word: '云医保罚',
    column: 'documentNumber',
    at: 3,
    timing,
    fields: (number) => ({
      fund: random.pick(['pension', 'medical', 'unemployment', 'work-injury', 'maternity']),
      means: random.pick([
        'forged-papers',
        'false-employment',
        'lent-card',
        'concealed-facts',
        'other',
      ]),
      obtainedAmount,
      returnedAmount: random.chance(0.5) ? obtainedAmount : 0,
      recognisedOn: timing.recognisedOn,
      conductEndedOn: timing.endedOn,
      continuing: timing.continuing,
      serious: random.chance(0.2),
      procedure: random.chance(0.1) ? 'summary' : 'general',
      publishUntil: null,
      authority: AUTHORITY,
      basisDocument: basisOf(random, number),
    }),
  });
}

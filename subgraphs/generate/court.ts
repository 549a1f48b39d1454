import { FIELDS_OF_LAW } from '../shared/vocabulary.ts';
import { basisOf, type Timing, timingOf, writeAdverse } from './adverse.ts';
import { dayBetween, plusDays, TODAY } from './calendar.ts';
import { AUTHORITIES, factsOf } from './names.ts';
import { documentNumber, type Subject, write } from './subject.ts';

const COURT = AUTHORITIES.court;

export function writeCompanyCourt(subject: Subject): void {
  writeCourtRecords(subject);
  if (subject.random.chance(0.06)) writeAssetSearch(subject, 'asset-search');
}

/** The adverse records of either kind of subject. */
export function writeCourtRecords(subject: Subject): void {
  const { random } = subject;
  if (random.chance(0.12)) writeUnperformed(subject);
  if (random.chance(0.05)) writeDishonestDebtor(subject);
  if (random.chance(0.05)) writeConsumptionRestriction(subject);
  if (random.chance(0.02)) writeCriminalJudgment(subject);
}

function tableOf(subject: Subject, table: string): string {
  return subject.kind === 'LEGAL' ? table : `person-${table}`;
}

/** The day an obligation was performed, when that was after its recognition. */
function performedOn({ endedOn, recognisedOn }: Timing): string | null {
  return endedOn !== null && endedOn > recognisedOn ? endedOn : null;
}

function writeUnperformed(subject: Subject): void {
  const { random } = subject;
  const timing = timingOf(random);
  writeAdverse(subject, {
    department: 'court',
    table: tableOf(subject, 'unperformed-judgment'),
    word: '云执',
    column: 'caseNumber',
    at: 1,
    timing,
    fields: (number) => ({
      court: COURT,
      basisDocument: basisOf(random, number),
      obligation: factsOf(random, '应支付货款及利息'),
      unperformedAmount: random.amount(1, 2000),
      filedOn: plusDays(timing.recognisedOn, -60),
      recognisedOn: timing.recognisedOn,
      performedOn: performedOn(timing),
      continuing: timing.continuing,
      serious: random.chance(0.2),
      publishUntil: null,
    }),
  });
}

function writeDishonestDebtor(subject: Subject): void {
  const { random } = subject;
  const timing = timingOf(random);
  const withConditions = random.chance(0.85);
  writeAdverse(subject, {
    department: 'court',
    table: tableOf(subject, 'dishonest-judgment-debtor'),
    word: '云执失',
    column: 'caseNumber',
    at: 2,
    timing,
    fields: (number) => ({
      court: COURT,
      basisDocument: basisOf(random, number),
      obligation: factsOf(random, '应履行判决确定的给付义务'),
      performance: timing.continuing ? '全部未履行' : '部分未履行',
      conduct: '有履行能力而拒不履行',
      listedOn: timing.recognisedOn,
      termUntil: plusDays(timing.recognisedOn, 730),
      removedOn: random.chance(0.4)
        ? dayBetween(random, plusDays(timing.recognisedOn, 1), TODAY)
        : null,
      removalConditions: withConditions ? '履行完毕或者达成和解协议后删除' : null,
      remedies: withConditions ? '可向执行法院申请纠正' : null,
      performedOn: performedOn(timing),
      continuing: timing.continuing,
      serious: true,
      publishUntil: null,
    }),
  });
}

function writeConsumptionRestriction(subject: Subject): void {
  const { random } = subject;
  const timing = timingOf(random);
  writeAdverse(subject, {
    department: 'court',
    table: tableOf(subject, 'consumption-restriction'),
    word: '云执限',
    column: 'caseNumber',
    at: 3,
    timing,
    fields: (number) => ({
      court: COURT,
      basisDocument: basisOf(random, number),
      content: '不得有高消费行为',
      orderedOn: timing.recognisedOn,
      liftedOn: performedOn(timing),
      continuing: timing.continuing,
      removalConditions: '提供担保或者履行完毕后解除',
      remedies: '可向执行法院申请纠正',
    }),
  });
}

function writeCriminalJudgment(subject: Subject): void {
  const { random } = subject;
  const timing = timingOf(random);
  writeAdverse(subject, {
    department: 'court',
    table: tableOf(subject, 'criminal-judgment'),
    word: '云刑',
    column: 'caseNumber',
    at: 4,
    timing,
    fields: (number) => ({
      court: COURT,
      charge: random.pick(['生产销售伪劣产品', '污染环境', '虚开发票', '拒不执行判决裁定']),
      sentence: factsOf(random, '被判处罚金'),
      sanction: random.pick(['crime', 'crime', 'lifetime-ban', 'fine']),
      fieldOfLaw: random.pick(FIELDS_OF_LAW),
      judgedOn: plusDays(timing.recognisedOn, -15),
      effectiveOn: timing.recognisedOn,
      sentenceServedOn: random.chance(0.5) ? plusDays(timing.recognisedOn, 540) : null,
      conductEndedOn: timing.endedOn,
      continuing: timing.continuing,
      serious: random.chance(0.6),
      publishUntil: null,
      basisDocument: basisOf(random, number),
    }),
  });
}

export function writeAssetSearch(
  subject: Subject,
  table:
    | 'asset-search'
    | 'deposit-search'
    | 'securities-search'
    | 'real-estate-search'
    | 'insurance-search',
): void {
  const { random } = subject;
  const searchedOn = dayBetween(random, '2020-01-01', TODAY);
  write(subject, 'court', table, {
    searchNumber: documentNumber(subject, '云查', searchedOn, 1),
    caseNumber: documentNumber(subject, '云执', searchedOn, 1),
    court: COURT,
    searchedOn,
    institution: random.pick([
      '云汐银行（虚构）',
      '云汐证券（虚构）',
      '云汐不动产登记中心（虚构）',
    ]),
    finding: '查明若干财产线索',
    foundAmount: random.amount(0, 500),
  });
}

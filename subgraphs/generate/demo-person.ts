import type { DepartmentName } from '../department.ts';
import type { Authorisation } from './authorisations.ts';
import { DEMO, DEMO_NAMES } from './demo.ts';
import { AUTHORITIES } from './names.ts';
import type { Fields, Sink } from './sink.ts';

/** Writes the demo persons in all departments, and what the registers hold about them. */
export function writeDemoPersons(sink: Sink): void {
  writeIdentities(sink);
  writeRecords(sink);
  writeRestricted(sink);
  writeRegisters(sink);
}

function writeIdentities(sink: Sink): void {
  const put = (key: string, fields: Fields) => sink.row('market-regulation', 'person', key, fields);
  put(DEMO.person, {
    name: DEMO_NAMES.person,
    birthDate: '1985-05-06',
    address: '云汐市虚构街9号',
    phone: '10098765432',
  });
  put(DEMO.minor, {
    name: '云小例',
    birthDate: '2015-09-01',
    address: '云汐市虚构街9号',
    phone: null,
  });
  put(DEMO.deadPerson, {
    name: '岚既往',
    birthDate: '1950-02-28',
    address: '岚溪市演示巷3号',
    phone: null,
  });
  put(DEMO.guardian, {
    name: '云监护',
    birthDate: '1982-12-31',
    address: '云汐市虚构街9号',
    phone: '10011112222',
  });
}

function writeRecords(sink: Sink): void {
  const put = (department: DepartmentName, table: string, fields: Fields) =>
    sink.row(department, table, DEMO.person, fields);
  put('market-regulation', 'professional-licence', {
    licenceNumber: '云职〔2020〕示例1号',
    profession: '注册会计师',
    issuedOn: '2020-02-29',
    validUntil: '2030-02-28',
    authority: AUTHORITIES['market-regulation'],
  });
  put('market-regulation', 'person-penalty', {
    documentNumber: '云市监罚〔2026〕示例P1号',
    violationType: '无证经营',
    facts: '当事人未取得许可从事经营活动，证人栖望舒在场。',
    legalBasis: '示例法规第八条',
    category: '罚款',
    content: '罚款1万元',
    fineAmount: 1,
    decisionDate: '2026-05-31',
    authority: AUTHORITIES['market-regulation'],
    sourceUnit: AUTHORITIES['market-regulation'],
    procedure: 'general',
    slightAndCorrected: false,
    sanction: 'fine',
    fieldOfLaw: 'other',
    serious: false,
    conductEndedOn: '2026-04-30',
    continuing: false,
    basisDocument: '云市监罚〔2026〕示例P1号决定书',
    catalogueSource: 'supplementary',
  });
  put('market-regulation', 'person-award', {
    documentNumber: '云表〔2023〕示例P1号',
    title: '诚信经营示范',
    level: 'city',
    authority: '云汐市人民政府（虚构）',
    awardedOn: '2023-05-01',
    validUntil: null,
  });
  put('market-regulation', 'volunteering', {
    certificateNumber: '云志〔2025〕示例P1号',
    description: '参加社区服务',
    organisation: '云汐市志愿服务联合会（虚构）',
    hours: 120,
    recognisedOn: '2025-03-05',
  });
  put('market-regulation', 'integrity-score', {
    assessmentNumber: '云分〔2026〕示例P1号',
    points: 812,
    assessedOn: '2026-10-31',
    validUntil: '2028-12-31',
    computedWithoutOptOuts: true,
  });
  put('tax', 'person-tax-arrears', {
    noticeNumber: '云税欠〔2026〕示例P1号',
    taxKind: '个人所得税',
    balance: 0.8,
    dueOn: '2026-06-30',
    recognisedOn: '2026-07-31',
    debt: 'dunned',
    dunnedOn: '2026-08-31',
    continuing: true,
    authority: AUTHORITIES.tax,
    basisDocument: '云税通〔2026〕示例P1号',
  });
  put('court', 'person-unperformed-judgment', {
    caseNumber: '云执〔2026〕示例P1号',
    court: AUTHORITIES.court,
    basisDocument: '云民初〔2025〕示例P9号',
    obligation: '应返还借款，申请执行人芷予安。',
    unperformedAmount: 12,
    filedOn: '2026-02-03',
    recognisedOn: '2026-03-31',
    continuing: true,
    serious: false,
  });
  put('social-security', 'employment', {
    registrationNumber: '云社登〔2012〕示例P1号',
    employer: DEMO_NAMES.company,
    occupation: '执行董事',
    startedOn: '2012-04-01',
  });
}

function writeRestricted(sink: Sink): void {
  const put = (department: DepartmentName, table: string, fields: Fields) =>
    sink.row(department, table, DEMO.person, fields);
  const search = {
    caseNumber: '云执〔2026〕示例P1号',
    court: AUTHORITIES.court,
    searchedOn: '2026-04-15',
    finding: '查明若干财产线索',
  };
  put('tax', 'person-annual-tax-paid', {
    statementNumber: '云税证〔2026〕示例P1号',
    year: 2025,
    taxPaid: 3.2,
  });
  put('tax', 'declared-income', {
    declarationNumber: '云税报〔2026〕示例P1号',
    year: 2025,
    income: 36.5,
  });
  put('social-security', 'contribution-base', {
    assessmentNumber: '云社核〔2026〕示例P1号',
    year: 2026,
    monthlyBase: 1.8,
  });
  put('social-security', 'pension', {
    grantNumber: '云养〔2026〕示例P1号',
    kind: '遗属待遇',
    monthlyAmount: 0.05,
    startedOn: '2026-01-01',
  });
  put('court', 'deposit-search', {
    ...search,
    searchNumber: '云查〔2026〕示例P1号',
    institution: '云汐银行（虚构）',
    foundAmount: 2.1,
  });
  put('court', 'securities-search', {
    ...search,
    searchNumber: '云查〔2026〕示例P2号',
    institution: '云汐证券（虚构）',
    foundAmount: 0.6,
  });
  put('court', 'real-estate-search', {
    ...search,
    searchNumber: '云查〔2026〕示例P3号',
    institution: '云汐不动产登记中心（虚构）',
    foundAmount: 150,
  });
  put('court', 'insurance-search', {
    ...search,
    searchNumber: '云查〔2026〕示例P4号',
    institution: '云汐人寿（虚构）',
    foundAmount: 1.5,
  });
}

const AUTHORISATION: Omit<Authorisation, 'id' | 'subjectKind' | 'subject' | 'grantedBy'> = {
  grantee: 'F-001',
  form: 'written',
  purpose: 'loan',
  scope: 'all',
  from: '2026-01-01',
  until: '2028-12-31',
  revokedAt: null,
  bundled: false,
  adverseNoticeAt: '2026-01-01T09:00:00+08:00',
  writtenConsentAt: '2026-01-01T09:05:00+08:00',
  restrictedPurpose: 'loan',
  evidenceDigest: 'd3'.repeat(32),
};

function writeRegisters(sink: Sink): void {
  sink.register('authorisations', {
    id: 'A-DEMO-1',
    subjectKind: 'NATURAL',
    subject: DEMO.person,
    grantedBy: 'subject',
    ...AUTHORISATION,
  });
  sink.register('authorisations', {
    id: 'A-DEMO-2',
    subjectKind: 'LEGAL',
    subject: DEMO.company,
    grantedBy: 'unit',
    ...AUTHORISATION,
  });
  sink.register('lifecycle', {
    subjectKind: 'NATURAL',
    subject: DEMO.minor,
    bornOn: '2015-09-01',
    diedOn: null,
    capacity: 'limited',
    capacitySince: null,
    guardian: DEMO.guardian,
    knownAt: '2015-09-02',
  });
  sink.register('lifecycle', {
    subjectKind: 'NATURAL',
    subject: DEMO.deadPerson,
    bornOn: '1950-02-28',
    diedOn: '2023-02-28',
    capacity: 'full',
    capacitySince: null,
    guardian: null,
    knownAt: '2023-03-02',
  });
}

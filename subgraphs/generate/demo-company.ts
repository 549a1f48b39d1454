import { RESPONSIBLE_ROLES } from '../shared/vocabulary.ts';
import { DEMO, DEMO_NAMES } from './demo.ts';
import { AUTHORITIES } from './names.ts';
import type { Fields, Sink } from './sink.ts';

const MARKET = AUTHORITIES['market-regulation'];

/** Writes the demo companies in all departments. */
export function writeDemoCompanies(sink: Sink): void {
  writeRegistrations(sink);
  writeCompanyMarket(sink);
  writeCompanyTax(sink);
  writeCompanyCourt(sink);
  writeCompanySocialSecurity(sink);
  writeListings(sink);
}

function writeRegistrations(sink: Sink): void {
  const common = {
    entityType: 'limited-company',
    registrationStatus: 'active',
    legalRepresentativeIdNumber: DEMO.person,
    registeredCapital: 1000,
    registeredAddress: '云汐市示例路1号',
    establishedOn: '2012-02-29',
    terminatedOn: null,
    businessScope: '建材销售',
    industry: 'F',
    registrationAuthority: MARKET,
  };
  const put = (key: string, name: string, more: Fields = {}) =>
    sink.row('market-regulation', 'registration', key, { ...common, name, ...more });
  put(DEMO.company, DEMO_NAMES.company);
  put(DEMO.listedCompany, '云汐市示例列名有限公司');
  put(DEMO.removedCompany, '云汐市示例移出有限公司');
  put(DEMO.unconditionedCompany, '云汐市示例无条件有限公司');
  put(DEMO.oldCodeCompany, '云汐市示例旧码有限公司', { establishedOn: '1999-10-01' });
  const terminatedOn = '2022-08-31';
  put(DEMO.terminatedCompany, '云汐市示例注销有限公司', {
    registrationStatus: 'deregistered',
    terminatedOn,
  });
  sink.register('lifecycle', {
    subjectKind: 'LEGAL',
    subject: DEMO.terminatedCompany,
    terminatedOn,
    knownAt: terminatedOn,
  });
}

/** A penalty of the demo company. */
function penalty(number: string, decisionDate: string, more: Fields): Fields {
  return {
    documentNumber: number,
    violationType: '虚假宣传',
    facts: '当事人在宣传资料中作引人误解的表述，经办人岚清和（电话10012345678）到场确认。',
    legalBasis: '示例法规第十二条',
    category: '罚款',
    content: '罚款5.5万元',
    fineAmount: 5.5,
    confiscatedAmount: 1.25,
    decisionDate,
    validUntil: '2099-12-31',
    authority: MARKET,
    sourceUnit: MARKET,
    procedure: 'general',
    slightAndCorrected: false,
    sanction: 'fine',
    fieldOfLaw: 'other',
    serious: false,
    conductEndedOn: null,
    continuing: false,
    basisDocument: `${number}决定书`,
    catalogueSource: 'supplementary',
    ...more,
  };
}

/** Numbers of the demo company's penalties, for examples that refer to one. */
export const DEMO_PENALTIES = {
  /** Recognised 2026-06-30, conduct ended 2026-05-20; stays public to 2029 or longer except in Heilongjiang. */
  public: '云市监罚〔2026〕示例1号',
  /** Recognised 2018-05-15, conduct ended 2018-03-31; every regulation's period has ended. */
  expired: '云市监罚〔2018〕示例2号',
  /** Recognised 2019-08-20, conduct still going on. */
  continuing: '云市监罚〔2019〕示例3号',
  /** Summary procedure, recognised 2026-08-31. */
  summary: '云市监罚〔2026〕示例4号',
  /** Disputed: an objection of 2026-11-10 is undecided. Recognised 2025-12-31. */
  disputed: '云市监罚〔2025〕示例5号',
} as const;

function writeCompanyMarket(sink: Sink): void {
  const put = (table: string, fields: Fields) =>
    sink.row('market-regulation', table, DEMO.company, fields);
  const of = DEMO_PENALTIES;
  put('penalty', penalty(of.public, '2026-06-30', { conductEndedOn: '2026-05-20' }));
  put('penalty', penalty(of.expired, '2018-05-15', { conductEndedOn: '2018-03-31' }));
  put('penalty', penalty(of.continuing, '2019-08-20', { continuing: true }));
  put(
    'penalty',
    penalty(of.summary, '2026-08-31', {
      procedure: 'summary',
      fineAmount: 0.02,
      content: '罚款200元',
      conductEndedOn: '2026-08-30',
    }),
  );
  put('penalty', penalty(of.disputed, '2025-12-31', { conductEndedOn: '2025-11-30' }));
  sink.register('objections', {
    id: 'O-DEMO-1',
    subjectKind: 'LEGAL',
    subject: DEMO.company,
    item: 'penalty',
    record: of.disputed,
    receivedOn: '2026-11-10',
    acceptedOn: '2026-11-11',
    forwardedOn: '2026-11-12',
    decidedOn: null,
    outcome: null,
    excludedDays: 0,
  });
  put('responsible-person', {
    filingNumber: '云备〔2012〕示例1号',
    role: 'legal-representative',
    position: '执行董事',
    startedOn: '2012-02-29',
    endedOn: null,
    personIdNumber: DEMO.person,
  });
  put('licence', {
    licenceNumber: '云许〔2024〕示例1号',
    documentName: '道路运输经营许可证',
    category: '普通',
    content: '普通货运',
    decisionDate: '2024-02-29',
    validFrom: '2024-02-29',
    validUntil: '2029-02-28',
    authority: MARKET,
    sourceUnit: MARKET,
  });
  put('award', {
    documentNumber: '云表〔2024〕示例1号',
    title: '守合同重信用单位',
    level: 'city',
    authority: '云汐市人民政府（虚构）',
    awardedOn: '2024-05-04',
    validUntil: '2029-05-03',
  });
  put('award', {
    documentNumber: '云表〔2025〕示例2号',
    title: '质量标兵',
    level: 'county',
    authority: '青墨县人民政府（虚构）',
    awardedOn: '2025-05-04',
    validUntil: null,
  });
  put('commitment', {
    commitmentNumber: '云诺〔2025〕示例1号',
    kind: '主动公示型',
    content: '承诺依法诚信经营',
    authority: MARKET,
    committedOn: '2025-03-15',
    validUntil: null,
    performance: '履行中',
  });
  put('self-reported-contract', {
    declarationNumber: '自报〔2025〕示例1号',
    matter: '幕墙材料供货合同',
    counterparty: '岚溪市示例采购有限公司',
    contractAmount: 320,
    signedOn: '2025-04-18',
    performance: '履行中',
    selfReported: true,
  });
  put('annual-report', {
    reportNumber: '云年报〔2026〕示例1号',
    year: 2025,
    reportedOn: '2026-03-20',
    operatingState: '开业',
    postalAddress: '云汐市示例路1号',
    financialsPublished: false,
    totalAssets: 5200,
    totalLiabilities: 2100,
    revenue: 3900,
    netProfit: 310,
    taxesPaid: 96,
  });
  put('annual-report', {
    reportNumber: '云年报〔2025〕示例1号',
    year: 2024,
    reportedOn: '2025-03-18',
    operatingState: '开业',
    postalAddress: '云汐市示例路1号',
    financialsPublished: true,
    totalAssets: 4800,
    totalLiabilities: 2000,
    revenue: 3500,
    netProfit: 260,
    taxesPaid: 88,
  });
  put('equity-pledge', {
    registrationNumber: '云股质〔2025〕示例1号',
    pledgor: DEMO_NAMES.person,
    pledgorDocument: null,
    pledgee: '云汐银行（虚构）',
    pledgedAmount: 200,
    status: 'valid',
    registeredOn: '2025-07-01',
    validUntil: '2029-06-30',
    authority: MARKET,
  });
  put('chattel-mortgage', {
    registrationNumber: '云动抵〔2025〕示例1号',
    mortgagee: '云汐银行（虚构）',
    collateral: '生产设备一批',
    claimKind: '借款合同',
    securedAmount: 450,
    registeredOn: '2025-07-01',
    performanceUntil: '2029-06-30',
    authority: MARKET,
  });
}

function writeCompanyTax(sink: Sink): void {
  const put = (table: string, fields: Fields) => sink.row('tax', table, DEMO.company, fields);
  put('tax-grade', {
    evaluationNumber: '云税评〔2026〕示例1号',
    year: 2025,
    grade: 'B',
    evaluatedOn: '2026-04-28',
    validUntil: '2028-12-31',
    authority: AUTHORITIES.tax,
  });
  put('tax-grade', {
    evaluationNumber: '云税评〔2025〕示例1号',
    year: 2024,
    grade: 'A',
    evaluatedOn: '2025-04-28',
    validUntil: '2026-04-30',
    authority: AUTHORITIES.tax,
  });
  put('tax-arrears', {
    noticeNumber: '云税欠〔2026〕示例1号',
    taxKind: '增值税',
    balance: 12.4,
    dueOn: '2026-05-15',
    recognisedOn: '2026-06-15',
    debt: 'dunned',
    dunnedOn: '2026-07-01',
    continuing: true,
    authority: AUTHORITIES.tax,
    basisDocument: '云税通〔2026〕示例1号',
  });
  put('annual-tax-paid', { statementNumber: '云税证〔2026〕示例1号', year: 2025, taxPaid: 96 });
  put('tax-penalty', {
    documentNumber: '云税罚〔2026〕示例1号',
    violationType: '逾期未申报',
    facts: '未按期办理纳税申报。',
    legalBasis: '示例税收法规第六十二条',
    fineAmount: 0.2,
    recoveredTax: 0,
    decisionDate: '2026-02-28',
    authority: AUTHORITIES.tax,
    procedure: 'general',
    slightAndCorrected: false,
    sanction: 'fine',
    serious: false,
    conductEndedOn: '2026-02-10',
    continuing: false,
    basisDocument: '云税罚〔2026〕示例1号决定书',
    catalogueSource: 'supplementary',
  });
}

function writeCompanyCourt(sink: Sink): void {
  sink.row('court', 'unperformed-judgment', DEMO.company, {
    caseNumber: '云执〔2026〕示例1号',
    court: AUTHORITIES.court,
    basisDocument: '云民初〔2025〕示例9号',
    obligation: '应支付货款，申请执行人霁思齐。',
    unperformedAmount: 48.6,
    filedOn: '2026-03-02',
    recognisedOn: '2026-04-30',
    continuing: true,
    serious: false,
  });
}

function writeCompanySocialSecurity(sink: Sink): void {
  const put = (table: string, fields: Fields) =>
    sink.row('social-security', table, DEMO.company, fields);
  put('insured-status', { insuredHeadcount: 86, insuredSince: '2012-04-01' });
  put('contribution-arrears', {
    noticeNumber: '云社欠〔2026〕示例1号',
    branch: 'pension',
    balance: 3.75,
    dueOn: '2026-05-31',
    recognisedOn: '2026-07-31',
    debt: 'refused',
    dunnedOn: '2026-08-10',
    continuing: true,
    authority: AUTHORITIES['social-security'],
    basisDocument: '云社限〔2026〕示例1号',
  });
}

interface DemoListing {
  readonly key: string;
  readonly number: string;
  readonly listedOn: string;
  readonly removedOn?: string;
  readonly conditions?: boolean;
  readonly linked?: boolean;
}

function writeListings(sink: Sink): void {
  writeListing(sink, {
    key: DEMO.listedCompany,
    number: '云市监严〔2025〕示例1号',
    listedOn: '2025-10-10',
    linked: true,
  });
  writeListing(sink, {
    key: DEMO.removedCompany,
    number: '云市监严〔2022〕示例2号',
    listedOn: '2022-03-31',
    removedOn: '2026-03-31',
  });
  writeListing(sink, {
    key: DEMO.unconditionedCompany,
    number: '云市监严〔2025〕示例3号',
    listedOn: '2025-11-11',
    conditions: false,
  });
}

function writeListing(
  sink: Sink,
  { key, number, listedOn, removedOn, conditions = true, linked = false }: DemoListing,
): void {
  const common = {
    listName: '市场监督管理严重违法失信名单',
    listedOn,
    removedOn: removedOn ?? null,
    removalConditions: conditions ? '列入满三年且改正违法行为后可申请移出' : null,
    remedies: conditions ? '可依法申请行政复议或者提起行政诉讼' : null,
    serious: true,
    conductEndedOn: '2021-12-31',
    continuing: false,
    basisDocument: `${number}决定书`,
  };
  sink.row('market-regulation', 'serious-listing', key, {
    ...common,
    documentNumber: number,
    reason: '拒不履行行政处罚决定',
    legalBasis: '示例法规第三十条',
    authority: MARKET,
  });
  const roles = linked ? RESPONSIBLE_ROLES : [];
  roles.forEach((role, at) => {
    const entry = `${number}-${at + 1}`;
    const person = { personIdNumber: DEMO.person };
    sink.row('market-regulation', 'listed-responsible-person', key, {
      entryNumber: entry,
      listingDocumentNumber: number,
      role,
      listedOn,
      removedOn: removedOn ?? null,
      ...person,
    });
    sink.row('market-regulation', 'linked-listing', DEMO.person, {
      ...common,
      documentNumber: entry,
      role,
      entityUscc: key,
    });
  });
  sink.register('lists', {
    subjectKind: 'LEGAL',
    subject: key,
    item: 'serious-listing',
    record: number,
    list: common.listName,
    authority: MARKET,
    legalBasis: '示例法规第三十条',
    listedOn,
    removedOn: common.removedOn,
    conditions: common.removalConditions,
    remedies: common.remedies,
    basisRecords: [common.basisDocument],
    responsiblePersons: roles.map((role) => ({ role, idNumber: DEMO.person })),
  });
}

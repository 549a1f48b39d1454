import type { Sink } from './sink.ts';

/** Credit-service firms of the data set. */
export const FIRMS = [
  { id: 'F-001', name: '澄岚征信（虚构）' },
  { id: 'F-002', name: '墨舟信用服务（虚构）' },
  { id: 'F-003', name: '栖川数据（虚构）' },
] as const;

/** Agencies and other organisations of the data set, by their kind. */
export const AGENCIES = [
  { id: 'G-001', kind: 'administrative-organ', name: '云汐市行政审批局（虚构）' },
  { id: 'G-002', kind: 'court', name: '云汐市人民法院（虚构）' },
  { id: 'G-003', kind: 'public-utility', name: '云汐市供水公司（虚构）' },
  { id: 'G-004', kind: 'mass-organisation', name: '云汐市总工会（虚构）' },
  { id: 'G-005', kind: 'authorised-organisation', name: '云汐市公积金中心（虚构）' },
] as const;

const PLATFORM = { id: 'P-001', kind: 'platform', name: '云汐市公共信用中心（虚构）' } as const;

const AGENCY_PURPOSES = {
  'G-001': ['licensing', 'grant-review', 'award-vetting', 'procurement', 'eligibility-check'],
  'G-002': ['enforcement'],
  'G-003': ['supply-contract'],
  'G-004': ['award-vetting'],
  'G-005': ['eligibility-check', 'loan'],
} as const;

/** Writes who may ask: organisations, agreements, duties and published query items. */
export function writeOrganisations(sink: Sink): void {
  for (const firm of FIRMS) {
    sink.register('organisations', { ...firm, kind: 'credit-service-firm' });
  }
  for (const organisation of [...AGENCIES, PLATFORM]) {
    sink.register('organisations', { ...organisation });
  }
  writeAgreements(sink);
  for (const agency of AGENCIES) writeDuties(sink, agency);
  sink.register('duties', {
    id: 'D-P-001-1',
    organisation: PLATFORM.id,
    organisationKind: PLATFORM.kind,
    duty: '公共信用信息异议核查',
    purposes: ['objection-handling'],
    items: 'all',
    from: '2021-06-01',
    until: null,
  });
  sink.register('duties', {
    id: 'D-P-001-2',
    organisation: PLATFORM.id,
    organisationKind: PLATFORM.kind,
    duty: '公共信用信息统计分析',
    purposes: ['statistics'],
    items: ['statistics'],
    from: '2021-06-01',
    until: null,
  });
}

/** F-001 may do everything, F-002 has ended, F-003 lacks the confidentiality clause and most items. */
function writeAgreements(sink: Sink): void {
  const common = { method: 'batch', applicantCheckedOn: '2023-12-20', from: '2024-01-01' };
  const purposes = ['loan', 'rental', 'supply-contract', 'procurement'];
  const until = '2028-12-31';
  const [first, second, third] = FIRMS;
  sink.register('agreements', {
    id: 'AG-001',
    firm: first.id,
    ...common,
    purposes,
    scope: 'all',
    confidentiality: true,
    until,
  });
  sink.register('agreements', {
    id: 'AG-002',
    firm: second.id,
    ...common,
    purposes,
    scope: 'all',
    confidentiality: true,
    until: '2025-12-31',
  });
  sink.register('agreements', {
    id: 'AG-003',
    firm: third.id,
    ...common,
    purposes: ['loan'],
    scope: ['penalty', 'tax-grade'],
    confidentiality: false,
    until,
  });
}

function writeDuties(sink: Sink, { id, kind }: (typeof AGENCIES)[number]): void {
  for (const purpose of AGENCY_PURPOSES[id]) {
    sink.register('duties', {
      id: `D-${id}-${purpose}`,
      organisation: id,
      organisationKind: kind,
      duty: `履行法定职责：${purpose}`,
      purposes: [purpose],
      items: 'all',
      from: '2021-06-01',
      until: null,
    });
    sink.register('query-items', {
      id: `Q-${id}-${purpose}`,
      organisation: id,
      organisationKind: kind,
      purpose,
      items: 'all',
      // One list is not published yet, so that its effect can be seen.
      publishedOn: id === 'G-004' ? null : '2021-06-01',
    });
  }
}

import type { DepartmentMapping } from '../sources/mapping.ts';

const ARREARS_COLUMNS = {
  noticeNumber: 'tzs_wh',
  branch: 'xzlx',
  balance: 'qfye_wy',
  dueOn: 'jfqx',
  recognisedOn: 'rdrq',
  debt: 'qfzt',
  dunnedOn: 'cjrq',
  settledOn: 'jqrq',
  continuing: 'cxqf',
  authority: 'jbjg',
  basisDocument: 'yjws',
};

/** Names in social security's own database. */
export const SOCIAL_SECURITY_MAPPING: DepartmentMapping = {
  'insured-status': {
    table: 'cb_dw',
    key: 'tyshxydm',
    columns: { insuredHeadcount: 'cbrs', insuredSince: 'cbdjrq' },
  },
  'contribution-arrears': { table: 'qf_dw', key: 'tyshxydm', columns: ARREARS_COLUMNS },
  'person-contribution-arrears': { table: 'qf_gr', key: 'zjhm', columns: ARREARS_COLUMNS },
  'contribution-base': {
    table: 'jfjs_gr',
    key: 'zjhm',
    columns: { assessmentNumber: 'hd_bh', year: 'nd', monthlyBase: 'yjfjs_wy' },
  },
};

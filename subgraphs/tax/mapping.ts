import type { DepartmentMapping } from '../sources/mapping.ts';

const ARREARS_COLUMNS = {
  noticeNumber: 'tzs_wh',
  taxKind: 'zsxm_mc',
  balance: 'qsye_wy',
  dueOn: 'jkqx',
  recognisedOn: 'rdrq',
  debt: 'qszt',
  dunnedOn: 'cjrq',
  settledOn: 'jqrq',
  continuing: 'cxqs',
  authority: 'swjg_mc',
  basisDocument: 'yjws',
};

const GRADE_COLUMNS = {
  evaluationNumber: 'pj_bh',
  year: 'pjnd',
  grade: 'xydj',
  evaluatedOn: 'pjrq',
  validUntil: 'yxqz',
  authority: 'swjg_mc',
};

/** Names in the tax administration's own database. */
export const TAX_MAPPING: DepartmentMapping = {
  'tax-grade': { table: 'ns_xydj', key: 'nsrsbh', columns: GRADE_COLUMNS },
  'person-tax-grade': { table: 'ns_xydj_zrr', key: 'zjhm', columns: GRADE_COLUMNS },
  'tax-arrears': { table: 'qs_gg', key: 'nsrsbh', columns: ARREARS_COLUMNS },
  'person-tax-arrears': { table: 'qs_gg_zrr', key: 'zjhm', columns: ARREARS_COLUMNS },
  'annual-tax-paid': {
    table: 'ns_nd',
    key: 'nsrsbh',
    columns: { statementNumber: 'zm_bh', year: 'nd', taxPaid: 'nse_wy' },
  },
  'person-annual-tax-paid': {
    table: 'ns_nd_zrr',
    key: 'zjhm',
    columns: { statementNumber: 'zm_bh', year: 'nd', taxPaid: 'nse_wy' },
  },
};

import type { DepartmentMapping } from '../sources/mapping.ts';

const UNPERFORMED_COLUMNS = {
  caseNumber: 'zxah',
  court: 'zxfy',
  basisDocument: 'zxyjwh',
  obligation: 'yw',
  unperformedAmount: 'wlx_je_wy',
  filedOn: 'larq',
  recognisedOn: 'rdrq',
  performedOn: 'lxrq',
  continuing: 'wlx_cx',
  serious: 'jbxly',
  publishUntil: 'gsjzq',
};

const DISHONEST_COLUMNS = {
  caseNumber: 'ah',
  court: 'zxfy',
  basisDocument: 'zxyjwh',
  obligation: 'sxflwsyw',
  performance: 'lxqk',
  conduct: 'sxbzxrxwqx',
  listedOn: 'fbrq',
  removedOn: 'ycrq',
};

/** Names in the courts' own database. */
export const COURT_MAPPING: DepartmentMapping = {
  'unperformed-judgment': { table: 'zx_wlx_fr', key: 'tyshxydm', columns: UNPERFORMED_COLUMNS },
  'person-unperformed-judgment': { table: 'zx_wlx_zrr', key: 'zjhm', columns: UNPERFORMED_COLUMNS },
  'dishonest-judgment-debtor': { table: 'sxbzxr_fr', key: 'tyshxydm', columns: DISHONEST_COLUMNS },
  'person-dishonest-judgment-debtor': {
    table: 'sxbzxr_zrr',
    key: 'zjhm',
    columns: DISHONEST_COLUMNS,
  },
};

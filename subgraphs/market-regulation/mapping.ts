import type { DepartmentMapping } from '../sources/mapping.ts';

/** Penalty notices keep the field names of the national "double publicity" exchange standard. */
const PENALTY_COLUMNS = {
  documentNumber: 'cf_wsh',
  violationType: 'cf_wfxw',
  facts: 'cf_sy',
  legalBasis: 'cf_yj',
  category: 'cf_cflb',
  content: 'cf_nr',
  fineAmount: 'cf_nr_fk',
  confiscatedAmount: 'cf_nr_wfff',
  decisionDate: 'cf_jdrq',
  validUntil: 'cf_yxq',
  publishUntil: 'cf_gsjzq',
  authority: 'cf_cfjg',
  sourceUnit: 'cf_sjly',
  procedure: 'cf_cx',
  slightAndCorrected: 'cf_qwzg',
  sanction: 'cf_cjlx',
  fieldOfLaw: 'cf_ly',
  serious: 'cf_yzsx',
  conductEndedOn: 'cf_xwzzrq',
  continuing: 'cf_cxzt',
  basisDocument: 'cf_yjws',
  catalogueSource: 'cf_mlly',
};

/** Names in the market regulator's own database. */
export const MARKET_REGULATION_MAPPING: DepartmentMapping = {
  registration: {
    table: 'qy_jbxx',
    key: 'tyshxydm',
    columns: {
      name: 'qymc',
      entityType: 'qylx',
      industry: 'hymldm',
      registrationStatus: 'djzt',
      legalRepresentativeIdNumber: 'fddbr_zjhm',
      registeredCapital: 'zczb_wy',
      registeredAddress: 'zcdz',
      establishedOn: 'clrq',
      terminatedOn: 'zxrq',
      businessScope: 'jyfw',
      registrationAuthority: 'djjg',
    },
  },
  person: {
    table: 'zrr_jbxx',
    key: 'zjhm',
    columns: { name: 'xm', birthDate: 'csrq', address: 'zz', phone: 'lxdh' },
  },
  penalty: { table: 'xzcf_fr', key: 'cf_xdr_shxym', columns: PENALTY_COLUMNS },
  'person-penalty': { table: 'xzcf_zrr', key: 'cf_xdr_zjhm', columns: PENALTY_COLUMNS },
  licence: {
    table: 'xzxk_fr',
    key: 'xk_xdr_shxym',
    columns: {
      licenceNumber: 'xk_bh',
      documentName: 'xk_zsmc',
      category: 'xk_xklb',
      content: 'xk_nr',
      decisionDate: 'xk_jdrq',
      validFrom: 'xk_yxqz',
      validUntil: 'xk_yxqzi',
      cancelledOn: 'xk_zxrq',
      authority: 'xk_xkjg',
      sourceUnit: 'xk_lydw',
    },
  },
  'serious-listing': { table: 'yzwfsx_fr', key: 'tyshxydm' },
  'person-serious-listing': { table: 'yzwfsx_zrr', key: 'zjhm' },
  'abnormal-operation': { table: 'jyyc', key: 'tyshxydm' },
};

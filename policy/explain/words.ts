import type { Gist } from '../decision.ts';
import type { Mark, Outcome, Reason } from '../terms.ts';

/** Outcomes, reasons and marks in plain words, Chinese and English. */

function say(zh: string, en: string): Gist {
  return { zh, en };
}

export const OUTCOME_WORDS: Readonly<Record<Outcome, Gist>> = {
  disclosed: say('提供原值', 'the value is shown as held'),
  masked: say('脱敏后提供', 'the value is shown de-identified'),
  withheld: say('不予提供并说明类别', 'the value is withheld, with a reason that tells nothing'),
  silent: say('视同无此记录', 'as if there were no such record'),
  refused: say('整个请求不予受理', 'the whole request is refused'),
};

export const REASON_WORDS: Readonly<Record<Reason, Gist>> = {
  PACK_NOT_IN_FORCE: say('该文本尚未施行', 'the text is not in force'),
  WRONG_CHANNEL: say('须经电子政务网络', 'sharing has to use the government network'),
  LOG_INCOMPLETE: say('日志要素不全', 'the log would lack the officer or the purpose'),
  OUTSIDE_DUTY: say('不属其职责或非共享主体', 'not its duty, or no party to sharing'),
  OUTSIDE_AUTHORITY: say('无职责或无案件', 'no duty or no case'),
  NO_BATCH_AGREEMENT: say('批量查询无有效协议', 'no agreement covers the batch'),
  BATCH_CALLER: say('自然人不得批量查询', 'a person may not ask for a batch'),
  KEY_NOT_ALLOWED: say('不得以该标识匹配', 'the subject may not be found by this key'),
  NOT_A_CREDIT_SUBJECT: say('不是信用主体', 'the person is no credit subject'),
  POINTS_USE_BARRED: say('积分不得用于限制权利', 'points may not limit rights'),
  PROHIBITED_CLASS: say('禁止采集的类别', 'a prohibited class of data'),
  PRIVATE: say('文本未列的隐私类别', 'private, though the text does not name the class'),
  NOT_IN_CATALOGUE: say('不在目录内', 'not in the catalogue'),
  LEVEL_INTERNAL: say('内部等级，不向社会提供', 'of the internal level'),
  RESTRICTED_NO_NOTICE: say('未告知不利后果', 'no notice of adverse consequences'),
  RESTRICTED_NOT_WRITTEN: say('无书面同意', 'no written consent to restricted data'),
  RESTRICTED_NO_PURPOSE: say('未约定用途', 'no agreed purpose for restricted data'),
  RESTRICTED: say('受限财务信息不公开', 'restricted financial data is never public'),
  NO_AUTHORISATION: say('没有授权', 'no authorisation on file'),
  AUTH_NOT_WRITTEN: say('授权非书面', 'the authorisation is not written'),
  AUTH_NO_PURPOSE: say('授权未约定用途', 'the authorisation names no purpose'),
  AUTH_PURPOSE_MISMATCH: say('与约定用途不符', 'the authorisation is for another purpose'),
  AUTH_SCOPE: say('超出授权范围', 'outside the scope of the authorisation'),
  AUTH_NOT_YET_VALID: say('授权尚未生效', 'the authorisation has not begun'),
  AUTH_EXPIRED: say('授权已到期', 'the authorisation has expired'),
  AUTH_REVOKED: say('授权已撤回', 'the authorisation was revoked'),
  AUTH_LIFETIME: say('终身授权无效', 'an authorisation for life is void'),
  AUTH_BUNDLED: say('捆绑取得的授权无效', 'bundled consent is void'),
  GUARDIAN_REQUIRED: say('须监护人同意', 'a guardian has to consent'),
  AGREEMENT_SCOPE: say('协议未涵盖该事项', 'the agreement does not cover the item'),
  NOT_PUBLIC: say('不向社会公开', 'not public'),
  IDENTITY_FIELD: say('身份字段不公开', 'an identity field is not public'),
  NOT_SHAREABLE: say('目录未标明可共享', 'the catalogue does not share it'),
  NOT_ON_QUERY_LIST: say('不在已公布的查询事项内', 'not on the published list of query items'),
  LINK_ROLE: say('该职务不在关联范围内', 'the text does not link this role'),
  CROSS_BORDER: say('向境外提供缺乏依据', 'no legal basis for sending it abroad'),
  POINTS_NOT_COMPUTED_WITHOUT: say(
    '积分仍计入已屏蔽信息',
    'the points still count what was shielded',
  ),
  REGISTER_UNAVAILABLE: say('登记簿无法查询', 'a register could not be read'),
  DECISION_ERROR: say('判定出错，一律不提供', 'the decision failed, so nothing is given'),
  PERIOD_ENDED: say('期限已满', 'its period has ended'),
  PERIOD_UNKNOWN: say('期限不明', 'its period is unknown'),
  REPAIRED: say('已信用修复', 'it was repaired'),
  BASIS_REVOKED: say('认定依据已失效', 'its basis has gone'),
  OPTED_OUT: say('主体要求不展示', 'the subject wants it hidden'),
  NOT_ADVERSE_HERE: say('本文本不计入', 'this text does not count it'),
  EXCLUDED_PENALTY: say('该类处罚不纳入', 'penalties of this kind are left out'),
  CONDUCT_BEFORE_SUBJECT: say('行为发生时尚非信用主体', 'the person was no credit subject yet'),
  LIST_WITHOUT_CONDITIONS: say('名单缺移出条件或救济', 'the entry lacks conditions or remedies'),
  SUBJECT_ENDED: say('主体已死亡或终止', 'the subject is dead or long terminated'),
};

export const MARK_WORDS: Readonly<Record<Mark, Gist>> = {
  CONTINUING: say('行为仍在持续', 'the conduct goes on'),
  LISTED: say('主体在严重失信名单', 'the subject is on the serious list'),
  DISPUTED: say('异议处理中', 'an objection is pending'),
  OVERDUE: say('异议处理超期', 'the objection is overdue'),
  REPAIRED: say('已信用修复', 'repaired'),
  PERIOD_ENDED: say('期限已满', 'the period has ended'),
  BASIS_REVOKED: say('认定依据已失效', 'the basis has gone'),
  OPTED_OUT: say('本人已要求不展示', 'hidden at the wish of the subject'),
  NOT_FOR_PUBLICATION: say('不得公开', 'not for publication'),
  SELF_REPORTED: say('自主申报', 'reported by the subject itself'),
  PERIOD_UNKNOWN: say('期限不明', 'the period is unknown'),
  NOT_EXPORTABLE: say('不进入可转交的报告', 'kept out of the report that can be passed on'),
  SIMULATION: say('草案模拟', 'simulation of a draft'),
};

import { type Day, parseDay } from '../../../policy/days.ts';
import type { Membership, RecordFacts } from '../../../policy/question.ts';
import {
  AWARD_LEVELS,
  DEBTS,
  FIELDS_OF_LAW,
  PROCEDURES,
  RESPONSIBLE_ROLES,
  SANCTIONS,
} from '../../../policy/terms.ts';
import { type RegisterSubjectFacts, recordFactsOf } from '../../../registers/facts/types.ts';
import type { EvidenceName } from '../../../schema/directives.ts';
import type { EvidenceAsk } from '../../disclosure/ask.ts';

type Sent = Readonly<Record<string, unknown>>;

/** The facts of a record: what the department sent as evidence, with what the registers hold. */
export function recordFacts(
  itemId: string,
  listing: boolean,
  asked: readonly EvidenceAsk[],
  sent: Sent,
  register: RegisterSubjectFacts,
): RecordFacts {
  const has = new Map<EvidenceName, unknown>(asked.map(({ name, alias }) => [name, sent[alias]]));
  const record = text(has.get('record')) ?? '';
  const document = text(has.get('basisDocument'));
  const held = recordFactsOf(register, itemId, record, document);
  const entered = day(has.get('listedOn'));
  // only an entry of a list of seriously dishonest subjects puts its subject on such a list
  const membership: Membership[] =
    listing && entered !== null ? [{ from: entered, until: day(has.get('removedOn')) }] : [];
  return {
    recognisedOn: day(has.get('recognisedOn')) ?? entered,
    endedOn: day(has.get('endedOn')),
    continuing: has.get('continuing') === true,
    serious: has.get('serious') === true,
    listed: [...register.listed, ...membership],
    listEntry: listing,
    listConditions: conditionsOf(has),
    procedure: word(has.get('procedure'), PROCEDURES) ?? 'general',
    slightAndCorrected: has.get('slightAndCorrected') === true,
    sanction: word(has.get('sanction'), SANCTIONS),
    field: word(has.get('fieldOfLaw'), FIELDS_OF_LAW),
    debt: word(has.get('debt'), DEBTS),
    validUntil: day(has.get('validUntil')),
    cancelledOn: day(has.get('cancelledOn')),
    disclosureUntil: day(has.get('disclosureUntil')),
    awardLevel: word(has.get('awardLevel'), AWARD_LEVELS),
    basis: held.basis,
    basisChangedOn: held.basisChangedOn,
    basisDocumented: !has.has('basisDocument') || document !== null,
    objection: held.objection,
    repair: held.repair,
    optOutRequestedOn: held.optOutRequestedOn,
    selfReported: has.get('selfReported') === true,
    responsibleRole: word(has.get('responsibleRole'), RESPONSIBLE_ROLES),
    // missing evidence closes: points that do not say so were not computed without what was hidden
    computedWithoutOptOuts:
      !has.has('computedWithoutOptOuts') || has.get('computedWithoutOptOuts') === true,
  };
}

/** A list entry carries its conditions when it names both the way out and the remedies. */
function conditionsOf(has: ReadonlyMap<EvidenceName, unknown>): boolean {
  if (!has.has('removalConditions') && !has.has('remedies')) return true;
  return text(has.get('removalConditions')) !== null && text(has.get('remedies')) !== null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function day(value: unknown): Day | null {
  return typeof value === 'string' ? parseDay(value) : null;
}

function word<const T extends readonly string[]>(value: unknown, words: T): T[number] | null {
  return words.find((known) => known === value) ?? null;
}

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

/**
 * The facts of a record: what the department sent as evidence, with what the registers hold. Null when
 * evidence that was asked for did not come, or came in a form that cannot be read: to take it for a
 * fact that is not there could show what the fact would hide.
 */
export function recordFacts(
  itemId: string,
  listing: boolean,
  asked: readonly EvidenceAsk[],
  sent: Sent,
  register: RegisterSubjectFacts,
): RecordFacts | null {
  const evidence = new SentEvidence(asked, sent);
  const facts = factsOf(itemId, listing, evidence, register);
  return evidence.isReadable ? facts : null;
}

function factsOf(
  itemId: string,
  listing: boolean,
  evidence: SentEvidence,
  register: RegisterSubjectFacts,
): RecordFacts {
  const document = evidence.text('basisDocument');
  const held = recordFactsOf(register, itemId, evidence.number(), document);
  const entered = evidence.day('listedOn');
  const left = evidence.day('removedOn');
  // only an entry of a list of seriously dishonest subjects puts its subject on such a list
  const membership: Membership[] =
    listing && entered !== null ? [{ from: entered, until: left }] : [];
  return {
    recognisedOn: evidence.day('recognisedOn') ?? entered,
    endedOn: evidence.day('endedOn'),
    continuing: evidence.flag('continuing'),
    serious: evidence.flag('serious'),
    listed: [...register.listed, ...membership],
    listEntry: listing,
    listConditions: conditionsOf(evidence),
    procedure: evidence.word('procedure', PROCEDURES) ?? 'general',
    slightAndCorrected: evidence.flag('slightAndCorrected'),
    sanction: evidence.word('sanction', SANCTIONS),
    field: evidence.word('fieldOfLaw', FIELDS_OF_LAW),
    debt: evidence.word('debt', DEBTS),
    validUntil: evidence.day('validUntil'),
    cancelledOn: evidence.day('cancelledOn'),
    disclosureUntil: evidence.day('disclosureUntil'),
    awardLevel: evidence.word('awardLevel', AWARD_LEVELS),
    basis: held.basis,
    basisChangedOn: held.basisChangedOn,
    basisDocumented: !evidence.has('basisDocument') || document !== null,
    objection: held.objection,
    repair: held.repair,
    optOutRequestedOn: held.optOutRequestedOn,
    selfReported: evidence.flag('selfReported'),
    responsibleRole: evidence.word('responsibleRole', RESPONSIBLE_ROLES),
    // missing evidence closes: points that do not say so were not computed without what was hidden
    computedWithoutOptOuts:
      !evidence.has('computedWithoutOptOuts') || evidence.flag('computedWithoutOptOuts'),
  };
}

/** A list entry carries its conditions when it names both the way out and the remedies. */
function conditionsOf(evidence: SentEvidence): boolean {
  const [removal, remedies] = [evidence.text('removalConditions'), evidence.text('remedies')];
  if (!evidence.has('removalConditions') && !evidence.has('remedies')) return true;
  return removal !== null && remedies !== null;
}

/** What a department sent as evidence of one record, read by its names. */
class SentEvidence {
  #isReadable = true;
  readonly #sent: ReadonlyMap<EvidenceName, unknown>;

  constructor(asked: readonly EvidenceAsk[], sent: Sent) {
    this.#sent = new Map(
      asked.map(({ name, alias }) => [name, Object.hasOwn(sent, alias) ? sent[alias] : undefined]),
    );
  }

  /** Everything read so far came, and in a form that can be read. */
  get isReadable(): boolean {
    return this.#isReadable;
  }

  /** Whether the records of this type tell such a thing at all. */
  has(name: EvidenceName): boolean {
    return this.#sent.has(name);
  }

  /** The number of the record; without it, what the registers hold of the record cannot be found. */
  number(): string {
    const number = this.text('record');
    if (number === null) this.#isReadable = false;
    return number ?? '';
  }

  text(name: EvidenceName): string | null {
    const text = this.#read(name, (value) =>
      // no log can hold half a character, and what cannot be logged would not be answered
      typeof value === 'string' && value.isWellFormed() ? value : null,
    );
    return text === '' ? null : text;
  }

  day(name: EvidenceName): Day | null {
    return this.#read(name, (value) => (typeof value === 'string' ? parseDay(value) : null));
  }

  flag(name: EvidenceName): boolean {
    return this.#read(name, (value) => (typeof value === 'boolean' ? value : null)) ?? false;
  }

  word<const T extends readonly string[]>(name: EvidenceName, words: T): T[number] | null {
    return this.#read(name, (value) => words.find((known) => known === value) ?? null);
  }

  #read<T>(name: EvidenceName, read: (value: unknown) => T | null): T | null {
    if (!this.#sent.has(name)) return null;
    const value = this.#sent.get(name);
    if (value === null) return null;
    const found = value === undefined ? null : read(value);
    if (found === null) this.#isReadable = false;
    return found;
  }
}

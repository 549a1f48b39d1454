import { type Day, parseDay } from '../../policy/days.ts';
import type { Decision } from '../../policy/decision.ts';
import type { Engine, ItemDecision } from '../../policy/engine/engine.ts';
import type { ItemFacts, RequestFacts, SubjectFacts } from '../../policy/question.ts';
import type { CallerKind, SubjectKind, Use } from '../../policy/terms.ts';
import {
  dutyFactsOf,
  type RegisterCallerFacts,
  type RegisterSubjectFacts,
} from '../../registers/facts/types.ts';
import { mapKeyOf } from '../../registers/subject.ts';
import { birthDateOf, type IdNumber } from '../../schema/identifiers/id-number.ts';
import type { ItemField } from '../../schema/items.ts';
import { type Caller, publicCaller } from '../auth/caller.ts';
import type { AskedField, EntityAsk } from './ask.ts';
import type { CatalogueInForce } from './catalogue.ts';
import { NOTHING_REGISTERED, type RegisterFacts } from './facts.ts';
import { withoutRecords } from './unavailable.ts';

/** What the caller says the answer is for, beside the token. */
export interface Purpose {
  readonly purpose: string | null;
  readonly caseNumber: string | null;
  readonly use: Use | null;
}

/** A subject with a decision on each field that is asked of it. */
export interface DecidedSubject {
  readonly key: string;
  readonly kind: SubjectKind;
  /** As whom the caller asks about this subject, see {@link callerAbout}. */
  readonly caller: CallerKind;
  readonly facts: SubjectFacts;
  readonly register: RegisterSubjectFacts;
  /** The registers' clock of what is known of it; null = no one moment, or they could not be read. */
  readonly knownAt: number | null;
  /** In the order of the asked fields. */
  readonly items: readonly DecidedItem[];
}

export interface DecidedItem {
  readonly asked: AskedField;
  readonly decision: ItemDecision;
  /** The item is a list of seriously dishonest subjects. */
  readonly listing: boolean;
  /** What the caller sees of a closed item, see {@link seenAs}. */
  readonly seen: Decision;
}

export interface Judge {
  readonly engine: Engine;
  readonly catalogue: CatalogueInForce;
}

/**
 * As whom a caller asks about a subject.
 *
 * INVARIANT self-is-one: the token of a subject opens what is its own, or of the ward for which its
 * bearer speaks; about everybody else its bearer is the public.
 */
export function callerAbout(caller: Caller, kind: SubjectKind, key: string): Caller {
  const { subject } = caller;
  if (subject === null || (subject.kind === kind && subject.key === key)) return caller;
  return publicCaller(caller.channel);
}

/** The facts of a request; what the duty register says depends on the item (rules R52, R53). */
export interface RequestFactsFor {
  readonly caller: CallerKind;
  of(itemId: string): RequestFacts;
}

export function requestFacts(
  caller: Caller,
  stated: Purpose,
  registered: RegisterCallerFacts,
  at: { readonly day: Day; readonly instant: number; readonly batch: boolean },
): RequestFactsFor {
  const known = new Map<string, RequestFacts>();
  const base = {
    ...at,
    purpose: stated.purpose,
    use: stated.use,
    // INVARIANT law-is-registered: a caller cannot cite a law; overrides stand in the pack
    legalBasis: null,
    agreement: registered.agreement,
  };
  const of = (itemId: string): RequestFacts => {
    const before = known.get(itemId);
    if (before !== undefined) return before;
    const facts: RequestFacts = {
      ...base,
      caller: {
        kind: caller.kind,
        organisationKind: caller.organisationKind,
        // a subject has no officer behind it: its token names who asks
        operatorNamed: caller.operator !== null || caller.kind === 'subject',
        channel: caller.channel,
        offshoreRecipient: caller.offshoreRecipient,
        offshoreBasis: caller.offshoreBasis,
        duty: dutyFactsOf(registered.duty, itemId, stated.caseNumber !== null),
      },
    };
    known.set(itemId, facts);
    return facts;
  };
  return { caller: caller.kind, of };
}

/** Decides every asked field of a subject, each subject on its own. */
export function decideSubject(
  judge: Judge,
  request: RequestFactsFor,
  ask: EntityAsk,
  key: string,
  facts: RegisterFacts | null,
): DecidedSubject {
  const kind: SubjectKind = ask.subject.kind === 'NATURAL' ? 'natural' : 'legal';
  const register = facts?.subjects.get(mapKeyOf({ kind, key })) ?? NOTHING_REGISTERED;
  const subject = subjectFacts(kind, key, register);
  const items = ask.fields.map((asked): DecidedItem => {
    const { requested, item, found } = decideField(judge, request, subject, asked.item);
    const decision = facts === null ? withoutRecords(found, asked) : found;
    const seen = seenAs(judge, requested, subject, item, decision);
    return { asked, decision, listing: item.listing, seen };
  });
  const knownAt = facts?.knownAt ?? null;
  return { key, kind, caller: request.caller, facts: subject, register, knownAt, items };
}

/** What holds of a field of a subject before any record behind it is known. */
export function decideField(
  { engine, catalogue }: Judge,
  request: RequestFactsFor,
  subject: SubjectFacts,
  field: ItemField,
): { readonly requested: RequestFacts; readonly item: ItemFacts; readonly found: ItemDecision } {
  const requested = request.of(field.id);
  const item = catalogue.factsOf(field, subject.kind, requested.day);
  return { requested, item, found: engine.decideItem(requested, subject, item) };
}

/**
 * INVARIANT silent-is-absent: of an item that is silent because its subject has ended, others see what
 * they would see of a subject that lives and has no such record.
 */
function seenAs(
  { engine }: Judge,
  request: RequestFacts,
  subject: SubjectFacts,
  item: ItemFacts,
  { open, decision }: ItemDecision,
): Decision {
  if (open || decision.outcome !== 'silent' || request.caller.kind === 'subject') return decision;
  const living = { ...subject, diedOn: null, terminatedOn: null };
  const found = engine.decideItem(request, living, item);
  return found.open ? decision : found.decision;
}

export function subjectFacts(
  kind: SubjectKind,
  key: string,
  register: RegisterSubjectFacts,
): SubjectFacts {
  const natural = kind === 'natural';
  return {
    kind,
    bornOn: natural ? (register.bornOn ?? bornOn(key)) : null,
    diedOn: register.diedOn,
    capacity: register.capacity,
    identifiedBy: natural ? 'resident-id' : 'uscc',
    hasResidentId: register.hasResidentId,
    terminatedOn: register.terminatedOn,
    authorisations: register.authorisations,
  };
}

/** An identity number states the birth date (GB 11643-1999). */
export function bornOn(idNumber: string): Day | null {
  return parseDay(birthDateOf(idNumber as IdNumber));
}

/**
 * The refusal that makes the whole request inadmissible: one that holds for every subject asked. An
 * item outside a duty closes that item only, as long as the duty reaches another one.
 */
export function refusalOf(subjects: readonly DecidedSubject[]): Decision | null {
  let first: Decision | null = null;
  for (const { items } of subjects) {
    const refused = items
      .map(({ decision }) => decision.decision)
      .filter(({ outcome }) => outcome === 'refused');
    const whole = refused.find(({ reason }) => reason !== 'OUTSIDE_DUTY');
    const found = whole ?? (refused.length === items.length ? refused[0] : undefined);
    if (found === undefined) return null;
    first ??= found;
  }
  return first;
}

/** What tells groups apart: subjects of whom the same fields may be asked travel together. */
export function cutSignature({ items }: DecidedSubject): string {
  return items.map(({ decision }) => (decision.open ? '1' : '0')).join('');
}

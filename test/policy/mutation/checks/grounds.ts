import assert from 'node:assert/strict';
import type { Decision } from '../../../../policy/decision.ts';
import type { Pack } from '../../../../policy/pack/pack.ts';
import type { ParameterName } from '../../../../policy/pack/parameters.ts';
import type {
  AuthorisationFacts,
  ItemFacts,
  Question,
  RequestFacts,
  SubjectFacts,
} from '../../../../policy/question.ts';
import type { CallerKind } from '../../../../policy/terms.ts';
import type { Asked } from '../asked.ts';
import { cites, enginesOnce, isShown } from './decisions.ts';

/** When a rule is cited for what is shown, said once more; null = nothing is said. */

type Cited = (question: Question, pack: Pack, decision: Decision) => boolean | null;

/** By publication, authorisation or agreement, and not by sharing. */
const isOpened = ({ request: { caller } }: Question): boolean =>
  caller.kind === 'public' || caller.kind === 'firm';
const isPerson = ({ subject }: Question): boolean => subject.kind === 'natural';
const isBound = ({ request: { caller } }: Question, pack: Pack): boolean =>
  (pack.parameters['guardian.binds'].value as ReadonlySet<CallerKind>).has(caller.kind);
/** Needs no guardian under any text. */
const isCapable = ({ request: { day }, subject }: Question): boolean =>
  subject.kind === 'legal' ||
  (subject.capacity === 'full' && subject.bornOn !== null && day - subject.bornOn > TWENTY_YEARS);
const TWENTY_YEARS = 7305;
const isNamed = ({ item: { prohibited } }: Question, { parameters: p }: Pack): boolean =>
  prohibited !== null && p['prohibited.classes'].value.has(prohibited);
const atLeast = (holds: boolean): true | null => (holds ? true : null);

const GROUNDS: Readonly<Partial<Record<ParameterName, Cited>>> = {
  'adverse.debtsSavedBy': ({ request, item, record }, { parameters: p }) => {
    const debt = record?.debt ?? null;
    if (item.class !== 'adverse' || debt === null || p['adverse.debts'].value.has(debt))
      return false;
    return atLeast(request.caller.kind !== 'subject');
  },
  'basis.document': ({ item, record }) => {
    if (item.class === 'adverse') return true;
    return record === null || record.basis === 'effective' ? false : null;
  },
  'batch.callers': (asked) => isOpened(asked) && asked.request.batch,
  'commitments.publication': ({ item }) => item.class === 'commitment',
  'crossBorder.lawNeeded': (asked) => {
    const { kind, organisationKind, offshoreRecipient } = asked.request.caller;
    return kind === 'firm' && organisationKind === 'credit-service-firm' && offshoreRecipient;
  },
  'expiry.self': ({ item }, _pack, { marks }) =>
    atLeast(item.class === 'adverse' && marks.includes('PERIOD_ENDED')),
  'guardian.lawLifts': (asked, pack) => (isBound(asked, pack) && !isCapable(asked) ? null : false),
  'linkage.roles': (asked) =>
    isPerson(asked) && asked.record !== null && asked.record.responsibleRole !== null,
  'period.lawLengthens': ({ item, record }, { parameters: p }) => {
    const lengthened = item.period !== null && item.periodBasis && p['period.lawLengthens'].value;
    if (!lengthened || item.class !== 'adverse' || record === null) return false;
    return atLeast(!record.listEntry && record.sanction === null);
  },
  'period.listExtension': (_asked, _pack, { marks }) => atLeast(marks.includes('LISTED')),
  privacy: (asked, pack) =>
    isPerson(asked) && asked.item.prohibited !== null && !isNamed(asked, pack),
  'prohibited.classes': (asked, pack) => isPerson(asked) && isNamed(asked, pack),
  'publication.lists': (_asked, _pack, { marks }) => atLeast(marks.includes('LISTED')),
  'repair.effects': ({ request, item, record }) => {
    const repair = record?.repair ?? null;
    return item.class === 'adverse' && repair !== null && repair.decidedOn <= request.day;
  },
  'restricted.classes': (asked, { parameters: p }) => {
    const { restricted, prohibited } = asked.item;
    if (!isPerson(asked) || prohibited !== null) return false;
    return restricted !== null && p['restricted.classes'].value.has(restricted);
  },
  'selfReported.served': ({ item }) => item.class === 'self-reported',
  'selfReported.marked': (_asked, _pack, { marks }) => atLeast(marks.includes('SELF_REPORTED')),
};

/** What is shown cites the articles of the rules whose conditions are met, and of no other of these. */
export function grounds(asked: readonly Asked[]): void {
  const engineFor = enginesOnce();
  for (const { pack, question } of asked) {
    const decision = engineFor(pack).decide(question);
    for (const { article, regulation } of decision.citations) assert.ok(article && regulation);
    if (!isShown(decision)) continue;
    for (const [name, isCited] of Object.entries(GROUNDS)) {
      assertCited(decision, pack, { [name]: isCited(question, pack, decision) });
    }
  }
}

/**
 * What an authorisation alone opens to a firm rests on what the text asks of authorisations of its
 * kind: writing, a purpose, an end, and who granted it. Where publication opens it too, it rests on both.
 */
export function groundsOfConsent(asked: readonly Asked[]): void {
  const engineFor = enginesOnce();
  for (const { pack, question } of asked) {
    const { request, subject, item } = question;
    if (request.caller.kind !== 'firm' || request.legalBasis !== null) continue;
    if (item.prohibited !== null || item.restricted !== null) continue;
    const { decide } = engineFor(pack);
    const decision = decide(question);
    if (decision.reason === 'NO_AUTHORISATION') assertCited(decision, pack, wanting(pack, subject));
    const [held, ...more] = subject.authorisations;
    if (held === undefined || more.length > 0 || !isShown(decision)) continue;
    const stranger = { ...subject, authorisations: [] };
    if (isShown(decide({ ...question, subject: stranger }))) continue;
    assertCited(decision, pack, resting(pack, subject, held));
    const published = { ...question, item: { ...item, ...PUBLISHED } };
    if (isShown(decide({ ...published, request: askedByAnyone(request), subject: stranger }))) {
      assertCited(decide(published), pack, {
        'disclosure.modes': true,
        'authorisation.scope': true,
      });
    }
  }
}

/** What is published as a list, or as a commitment, rests on that article too. */
export function groundsOfPublication(asked: readonly Asked[]): void {
  const engineFor = enginesOnce();
  for (const { pack, question } of asked) {
    if (question.request.caller.kind !== 'public') continue;
    const { decide } = engineFor(pack);
    if (!isShown(decide(question)) || question.subject.authorisations.length > 0) continue;
    for (const listing of [false, true]) {
      const item: ItemFacts = { ...question.item, class: 'commitment', listing };
      const decision = decide({ ...question, item, record: null });
      if (!isShown(decision)) continue;
      const listed = { 'publication.lists': listing };
      assertCited(decision, pack, { ...listed, 'commitments.publication': true });
      const plain: ItemFacts = { ...item, class: 'other' };
      const other = decide({ ...question, item: plain, record: null });
      if (!isShown(other)) continue;
      assertCited(other, pack, { ...listed, 'commitments.publication': false });
    }
  }
}

const PUBLISHED = { openable: true, level: 'public', publicationOrderedByLaw: true } as const;

function askedByAnyone(request: RequestFacts): RequestFacts {
  return { ...request, caller: { ...request.caller, kind: 'public' }, batch: false };
}

type Expected = Readonly<Partial<Record<ParameterName, boolean | null>>>;

function resting(pack: Pack, { kind }: SubjectFacts, held: AuthorisationFacts): Expected {
  const p = pack.parameters;
  const binds: ReadonlySet<CallerKind> = p['guardian.binds'].value;
  return {
    'authorisation.required': true,
    'authorisation.scope': true,
    'authorisation.written': p['authorisation.written'].value.has(kind),
    'authorisation.purpose': held.purpose !== null,
    'authorisation.lifetimeBarred': p['authorisation.lifetimeBarred'].value.has(kind),
    'authorisation.unit': held.grantedBy === 'unit',
    'guardian.of': held.grantedBy === 'guardian' || (binds.has('firm') ? null : false),
  };
}

function wanting({ parameters: p }: Pack, { kind }: SubjectFacts): Expected {
  return {
    'authorisation.required': true,
    'authorisation.written': p['authorisation.written'].value.has(kind),
    'publication.legal': kind === 'legal',
    'publication.natural': kind === 'natural',
  };
}

/** A rule on which the text is silent has no article. */
function assertCited(decision: Decision, pack: Pack, expected: Expected): void {
  for (const [name, isCited] of Object.entries(expected)) {
    const silent = pack.parameters[name as ParameterName].citations.length === 0;
    if (!silent && isCited !== null) assert.equal(cites(decision, name), isCited, name);
  }
}

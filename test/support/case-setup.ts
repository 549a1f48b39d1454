import type { CatalogueInForce } from '../../gateway/disclosure/catalogue.ts';
import type { PolicyCase } from '../../policy/cases/format.ts';
import { questionOf } from '../../policy/cases/question.ts';
import { createJudge } from '../../policy/cases/run.ts';
import type { ItemDecision } from '../../policy/engine/engine.ts';

import { mapKeyOf } from '../../registers/subject.ts';
import type { EvidenceName } from '../../schema/directives.ts';
import type { SubjectKindName } from '../../schema/items.ts';
import { syntheticIdNumber, syntheticUscc } from '../../subgraphs/generate/codes.ts';
import type { TestCaller } from './callers.ts';
import { authorisation, type HeldOfSubject, heldOfRecords } from './facts.ts';
import { FIELDS, type SubjectField } from './fields.ts';
import { engineOf, type World } from './gateway.ts';
import type { Fields } from './world.ts';

/** A policy case as data, registers, token and query. */
export interface CaseSetup {
  readonly field: SubjectField;
  readonly caller: TestCaller;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly root: 'legalEntity' | 'naturalPerson';
  readonly world: World;
  readonly catalogue: CatalogueInForce;
}

/** Number of the record of the case, and what a plain value holds. */
export const RECORD = 'CASE-1';
export const VALUE = '云示例值';

const ORGANISATION = 'T-001';

/** Why a case cannot be asked of a running gateway; null when it can. */
export function inexpressible(found: PolicyCase): string | null {
  const { caller, subject } = found;
  if (found.batch) return 'batches are not asked by this interface';
  if (found.legalBasis !== null) return 'a caller cannot cite a law: overrides stand in the pack';
  if (caller.kind === 'public' && caller.organisationKind) return 'the public has no token';
  if (caller.kind === 'public' && found.authorisation !== null) {
    return 'authorisations are granted to organisations';
  }
  if (caller.kind === 'subject' && caller.organisationKind) return 'a subject is no organisation';
  if (caller.organisationKind === null) return 'a token of an organisation names its kind';
  const identified = subject.identifiedBy ?? null;
  const usual = subject.kind === 'natural' ? 'resident-id' : 'uscc';
  if (identified !== null && identified !== usual) return 'subjects are asked for by one key each';
  if (fieldFor(found) === null) return 'no record type of the schema tells these facts together';
  return null;
}

/** @throws RangeError for a case that is {@link inexpressible} */
export function setupOf(found: PolicyCase): CaseSetup {
  const field = fieldFor(found);
  if (field === null) throw new RangeError('expected a case that can be expressed');
  const kind = found.subject.kind;
  const key =
    kind === 'legal' ? syntheticUscc(77) : syntheticIdNumber(77, found.subject.bornOn ?? '');
  const question = questionOf(found);
  const [root, argument] =
    kind === 'legal'
      ? (['legalEntity', 'uscc'] as const)
      : (['naturalPerson', 'idNumber'] as const);
  const scalar = kind === 'legal' ? 'USCC' : 'IDNumber';
  const inner = field.record === null ? '' : ` { number: ${field.record} }`;
  return {
    field,
    root,
    caller: callerOf(found, key),
    headers: headersFor(found),
    query: `query($key: ${scalar}!) { ${root}(${argument}: $key) { value: ${field.name}${inner} } }`,
    variables: { key },
    world: worldOf(found, field, key),
    catalogue: { digest: '', factsOf: () => question.item },
  };
}

function callerOf({ caller }: PolicyCase, key: string): TestCaller {
  const { kind, organisationKind, offshoreBasis } = caller;
  if (kind === 'public') return null;
  const channel = caller.channel ?? (kind === 'agency' || kind === 'analyst' ? 'egov' : 'internet');
  if (kind === 'subject') {
    return {
      kind,
      channel,
      subject_kind: key.startsWith('91') ? 'legal' : 'natural',
      subject_key: key,
    };
  }
  const assumed = kind === 'firm' ? 'credit-service-firm' : 'administrative-organ';
  return {
    kind,
    channel,
    organisation: ORGANISATION,
    organisation_kind: organisationKind ?? assumed,
    ...(caller.operator === 'named' ? { operator: 'O-1' } : {}),
    ...(caller.offshoreRecipient ? { offshore: true } : {}),
    ...(offshoreBasis === null ? {} : { offshore_basis: offshoreBasis }),
  };
}

function headersFor(found: PolicyCase): Readonly<Record<string, string>> {
  const { duty } = questionOf(found).request.caller;
  return {
    ...(found.purpose === null ? {} : { 'x-purpose': found.purpose }),
    ...(found.use === null ? {} : { 'x-use': found.use }),
    ...(duty.caseNumberGiven ? { 'x-case-number': 'C-1' } : {}),
  };
}

function worldOf(found: PolicyCase, field: SubjectField, key: string): World {
  const { request, subject, record } = questionOf(found);
  const { duty } = request.caller;
  const held: HeldOfSubject = {
    ...(record === null
      ? {}
      : heldOfRecords([
          field.item,
          RECORD,
          {
            basis: record.basis,
            basisChangedOn: record.basisChangedOn,
            objection: record.objection,
            repair: record.repair,
            optOutRequestedOn: record.optOutRequestedOn,
          },
        ])),
    diedOn: subject.diedOn,
    capacity: subject.capacity,
    hasResidentId: subject.hasResidentId,
    terminatedOn: subject.terminatedOn,
    listed: (record?.listed ?? []).map((entry) => ({
      ...entry,
      id: 'L-1',
      item: null,
      record: null,
      conditions: true,
    })),
    granted: {
      [ORGANISATION]: subject.authorisations.map((granted) => authorisation(granted)),
    },
  };
  const published =
    duty.publishedOn === null ? [] : [{ items: 'all' as const, publishedOn: duty.publishedOn }];
  return {
    now: request.instant,
    rows: field === ID_NUMBER ? {} : { [field.table]: { [key]: [rowOf(found, field)] } },
    registers: {
      subjects: { [mapKeyOf({ kind: subject.kind, key })]: held },
      callers: {
        [ORGANISATION]: {
          organisationKind: null,
          duty: { items: duty.registered ? 'all' : null, published },
          agreement: request.agreement,
        },
      },
    },
  };
}

type CaseRecord = NonNullable<PolicyCase['record']>;

/** The evidence that tells each fact of a record. */
const TOLD_BY: Readonly<Partial<Record<EvidenceName, (record: CaseRecord) => Fields[string]>>> = {
  recognisedOn: ({ recognisedOn }) => recognisedOn,
  endedOn: ({ endedOn }) => endedOn,
  continuing: ({ continuing }) => continuing || null,
  serious: ({ serious }) => serious || null,
  procedure: ({ procedure }) => (procedure === 'general' ? null : procedure),
  slightAndCorrected: ({ slightAndCorrected }) => slightAndCorrected || null,
  sanction: ({ sanction }) => sanction,
  fieldOfLaw: ({ field }) => field,
  debt: ({ debt }) => debt,
  validUntil: ({ validUntil }) => validUntil,
  cancelledOn: ({ cancelledOn }) => cancelledOn,
  disclosureUntil: ({ disclosureUntil }) => disclosureUntil,
  awardLevel: ({ awardLevel }) => awardLevel,
  selfReported: ({ selfReported }) => selfReported || null,
  responsibleRole: ({ responsibleRole }) => responsibleRole,
};

function rowOf(found: PolicyCase, field: SubjectField): Fields {
  const { record } = found;
  if (field.record === null) return { [field.column?.name ?? '']: VALUE };
  const { evidence } = field;
  const row: Record<string, Fields[string]> = { [field.record]: RECORD };
  for (const [name, tell] of Object.entries(TOLD_BY)) {
    const column = evidence[name as EvidenceName];
    const told = record === null ? null : tell(record);
    if (column !== undefined && told !== null) row[column] = told;
  }
  const put = (name: EvidenceName, value: Fields[string]) => {
    const column = evidence[name];
    if (column !== undefined) row[column] = value;
  };
  put('basisDocument', 'D-1');
  put('computedWithoutOptOuts', record?.computedWithoutOptOuts ?? true);
  const conditions = record?.listConditions === false ? null : 'said';
  if (record?.listEntry === true) put('removedOn', record.listed?.until ?? null);
  put('removalConditions', conditions);
  put('remedies', conditions);
  return row;
}

/** Evidence that the record of a case needs beside its number. */
function needed(record: CaseRecord): readonly EvidenceName[] {
  const names = Object.entries(TOLD_BY)
    .filter(([, tell]) => tell(record) !== null)
    .map(([name]) => name as EvidenceName);
  if (!record.computedWithoutOptOuts) names.push('computedWithoutOptOuts');
  if (!record.listConditions) names.push('removalConditions', 'remedies');
  return names;
}

/**
 * The field of the schema that stands for the item of a case: the item itself where its records tell
 * what the case says, else the first field that can; where no record type tells all of it, the one
 * that tells what the law asks about, if the answer of the law is the same without the rest.
 */
export function fieldFor(found: PolicyCase): SubjectField | null {
  const { subject, item, record } = found;
  const kind: SubjectKindName = subject.kind === 'legal' ? 'LEGAL' : 'NATURAL';
  const candidates = FIELDS.filter((field) => field.kind === kind).toSorted(
    (a, b) => Number(b.item === item.id) - Number(a.item === item.id),
  );
  if (record === null) {
    if (item.identity === 'id-number' && kind === 'NATURAL') return ID_NUMBER;
    return candidates.find((field) => isValue(field, item)) ?? null;
  }
  const fit = candidates.filter((field) => field.record !== null && listsAlike(field, record));
  const whole = fit.find((field) => missing(field, record).length === 0 && field.where === null);
  return whole ?? fit.find((field) => saysEnough(field, found, record)) ?? null;
}

/** A person's number is no department's to keep: it is what the person is asked for by. */
const ID_NUMBER: SubjectField = {
  kind: 'NATURAL',
  name: 'idNumber',
  item: 'id-number',
  department: 'market-regulation',
  table: 'person',
  shape: 'fact',
  column: null,
  where: null,
  columns: [],
  edges: [],
  record: null,
  evidence: {},
};

function missing({ evidence }: SubjectField, record: CaseRecord): readonly EvidenceName[] {
  return needed(record).filter((name) => evidence[name] === undefined);
}

/** An entry of a list says from when to when its subject is on it; the case must say so too. */
function listsAlike({ evidence }: SubjectField, { listEntry, listed }: CaseRecord): boolean {
  return !listEntry || evidence.listedOn === undefined || listed !== null;
}

const UNSAID: Readonly<Partial<Record<EvidenceName, Partial<CaseRecord>>>> = {
  recognisedOn: { recognisedOn: null },
  endedOn: { endedOn: null },
  continuing: { continuing: false },
  serious: { serious: false },
  validUntil: { validUntil: null },
  disclosureUntil: { disclosureUntil: null },
};

const judge = createJudge();

/** What the law says of the item of a case before any record is known. */
export function itemDecision(found: PolicyCase): ItemDecision {
  const { request, subject, item } = questionOf(found);
  return engineOf(found.regulation, found.overlays).decideItem(request, subject, item);
}

function saysEnough(field: SubjectField, found: PolicyCase, record: CaseRecord): boolean {
  if (field.where !== null) return false;
  if (found.expect.outcome !== 'silent' && !itemDecision(found).open) return true;
  let told = record;
  for (const name of missing(field, record)) {
    const unsaid = UNSAID[name];
    if (unsaid === undefined) return false;
    told = { ...told, ...unsaid };
  }
  const [all, part] = [judge(found).answer, judge({ ...found, record: told }).answer];
  const toldWhy = found.caller.kind === 'subject' || all.outcome !== 'silent';
  return (
    all.outcome === part.outcome &&
    (!toldWhy || all.reason === part.reason) &&
    all.marks.join() === part.marks.join()
  );
}

function isValue(field: SubjectField, item: PolicyCase['item']): boolean {
  if (field.shape !== 'fact' || field.column?.kind !== 'text') return false;
  if (field.kind === 'LEGAL' || item.identity === null || item.identity === 'birth-date')
    return true;
  // a masked value must be of the kind of identity that the case says
  return field.name === item.identity;
}

import type { Stored } from '../columns.ts';
import type {
  EntryFacts,
  FoundEntry,
  IndexedDecision,
  IndexedEntry,
  IndexedSubject,
} from './types.ts';

/** A row as a database gives it. */
export type Row = Readonly<Record<string, Stored>>;

/** The rows that an entry is kept in. */
export interface EntryRows {
  readonly entry: Row;
  readonly decisions: readonly Row[];
  readonly subjects: readonly Row[];
}

export function rowsOf(log: string, entry: IndexedEntry): EntryRows {
  const place = { log, idx: entry.index };
  return {
    entry: {
      ...place,
      time: entry.time,
      event: entry.event,
      leaf: entry.leaf,
      caller: entry.caller,
      organisation: entry.organisation,
      organisation_name: entry.organisationName,
      operator: entry.operator,
      operator_name: entry.operatorName,
      purpose: entry.purpose,
      case_number: entry.caseNumber,
      channel: entry.channel,
      regulation: entry.regulation,
      code: entry.code,
      outcomes: outcomesOf(entry),
    },
    decisions: entry.decisions.map((items, n) => ({ ...place, n, items: JSON.stringify(items) })),
    subjects: entry.subjects.map(({ digest, decisions, records }) => ({
      ...place,
      digest,
      time: entry.time,
      decisions: JSON.stringify(decisions),
      records: JSON.stringify(records),
    })),
  };
}

export function factsOf(row: Row): EntryFacts {
  return {
    index: Number(row.idx),
    time: Number(row.time),
    event: String(row.event),
    leaf: String(row.leaf),
    caller: textOf(row.caller),
    organisation: textOf(row.organisation),
    organisationName: textOf(row.organisation_name),
    operator: textOf(row.operator),
    operatorName: textOf(row.operator_name),
    purpose: textOf(row.purpose),
    caseNumber: textOf(row.case_number),
    channel: textOf(row.channel),
    regulation: textOf(row.regulation),
    code: textOf(row.code),
  };
}

export function foundOf(row: Row): FoundEntry {
  const facts = factsOf(row);
  return {
    ...facts,
    log: String(row.log),
    organisationName: facts.organisationName ?? textOf(row.registered_name),
    outcomes: String(row.outcomes).split(' ').filter(Boolean),
  };
}

export function subjectOf(row: Row): IndexedSubject {
  return {
    digest: String(row.digest),
    decisions: JSON.parse(String(row.decisions)),
    records: JSON.parse(String(row.records)),
  };
}

export function decisionsOf(row: Row): readonly IndexedDecision[] {
  return JSON.parse(String(row.items));
}

/** Each outcome of an item once, between blanks, so that a search finds a whole word. */
function outcomesOf({ decisions, subjects }: IndexedEntry): string {
  const all = [
    ...decisions.flat().flatMap(({ items, outcome }) => (items.length === 0 ? [] : [outcome])),
    ...subjects.flatMap(({ records }) => records.map(({ outcome }) => outcome)),
  ];
  return [' ', ...[...new Set(all)].sort().map((outcome) => `${outcome} `)].join('');
}

function textOf(value: Stored | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

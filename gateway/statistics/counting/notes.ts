import type { Day } from '../../../policy/days.ts';
import type { ItemFacts, RecordFacts, SubjectFacts } from '../../../policy/question.ts';
import { type RegisterSubjectFacts, recordFactsOf } from '../../../registers/facts/types.ts';
import { NO_OBJECTION, type Notes, type RecordNote } from '../../../schema/statistics/question.ts';
import type { Counts } from './probe.ts';

/** An item that is counted, and how the engine is asked about it. */
export interface ProbedItem {
  readonly item: ItemFacts;
  readonly counts: Counts;
}

/** A subject of whom the registers hold something. */
export interface NotedSubject {
  readonly key: string;
  readonly facts: RegisterSubjectFacts;
}

/** The outcome of an objection that is open. */
const PENDING = 'pending';

/** What the registers say of single records, as the engine reads it. */
export function notesOf(
  subjects: readonly NotedSubject[],
  items: readonly ProbedItem[],
  day: Day,
): Notes {
  const known = new Map(items.map((probed) => [probed.item.id, probed]));
  const records: RecordNote[] = [];
  const whole: string[] = [];
  const documents: string[] = [];
  for (const { key, facts } of subjects) {
    for (const { item, counts } of items) {
      if (isWithheld(item, counts, facts, day)) whole.push(`${key}|${item.id}`);
    }
    for (const [document, basis] of facts.documents) {
      if (items.some(({ counts }) => isDropped(counts, basis, day)))
        documents.push(`${key}|${document}`);
    }
    for (const place of facts.records.keys()) {
      const [id = '', record = ''] = place.split('\0');
      const probed = known.get(id);
      if (probed !== undefined) records.push(recordNote(key, record, probed, facts, day));
    }
  }
  return { records, items: whole, documents };
}

function recordNote(
  key: string,
  record: string,
  { item, counts }: ProbedItem,
  facts: RegisterSubjectFacts,
  day: Day,
): RecordNote {
  const held = recordFactsOf(facts, item.id, record);
  const { objection, ...bearing } = held;
  const ordinary = isDropped(counts, bearing, day);
  const serious = isDropped(counts, { ...bearing, serious: true }, day);
  const kept = ordinary ? 1 : 0;
  return [key, item.id, record, serious ? 2 : kept, outcomeOf(objection, day)];
}

/** By its own end or death of the subject, or by a wish about the whole item. */
function isWithheld(
  item: ItemFacts,
  counts: Counts,
  facts: RegisterSubjectFacts,
  day: Day,
): boolean {
  const { diedOn, capacity, terminatedOn } = facts;
  const hasEnded = diedOn !== null || terminatedOn !== null || capacity !== 'full';
  const optOutRequestedOn = facts.optOuts.get(item.id) ?? null;
  if (!hasEnded && optOutRequestedOn === null) return false;
  const subject = { diedOn, capacity, terminatedOn };
  return !countsNow(counts, { optOutRequestedOn }, day, subject);
}

function isDropped(counts: Counts, record: Partial<RecordFacts>, day: Day): boolean {
  return !countsNow(counts, record, day);
}

/** With or without an own end of its period: what needs one is tested with one. */
function countsNow(
  counts: Counts,
  record: Partial<RecordFacts>,
  day: Day,
  subject: Partial<SubjectFacts> = {},
): boolean {
  const later = (day + 1) as Day;
  return [null, later].some((disclosureUntil) =>
    counts({ subject, record: { disclosureUntil, ...record } }),
  );
}

function outcomeOf(objection: RecordFacts['objection'], day: Day): string {
  if (objection === null || objection.receivedOn > day) return NO_OBJECTION;
  const isOpen = objection.decidedOn === null || objection.decidedOn > day;
  return isOpen ? PENDING : (objection.outcome ?? PENDING);
}

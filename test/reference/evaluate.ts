import { type Decision, decide } from './decide.ts';
import { type Facts, Notes, readFacts } from './facts.ts';
import { type RecordReading, type Route, readRecord } from './record.ts';
import { refusal } from './refusals.ts';
import { prohibited, restricted } from './restricted.ts';
import type { ReferenceAnswer, ReferenceCase, Withheld } from './types.ts';

export type { ReferenceAnswer, ReferenceCase } from './types.ts';

/** One question to the law: plain, slow, and independent of the engine it checks. */
export function evaluate(policyCase: ReferenceCase): ReferenceAnswer {
  const facts = readFacts(policyCase);
  const notes = new Notes();
  const answer = (outcome: ReferenceAnswer['outcome'], reason: string | null, marks: string[]) => ({
    outcome,
    reason,
    marks: [...new Set(marks)].sort(),
    articles: [...notes.articles].filter((article) => article !== ''),
    steps: notes.steps,
  });

  const refused = refusal(facts, notes);
  if (refused !== null) return answer('refused', refused, []);

  // the class of item: said to everyone alike, before any record is looked at
  const barred = itemIsBarred(facts, notes);
  if (barred !== null) return answer('withheld', barred, []);

  const reading = readRecord(facts, notes);
  const decision = decide(facts, reading, notes);
  switch (decision.outcome) {
    case 'disclosed':
    case 'masked':
      return answer(decision.outcome, null, marksFor(facts, reading, decision));
    case 'silent':
    case 'withheld':
      return answer(decision.outcome, decision.reason, []);
  }
}

function itemIsBarred(facts: Facts, notes: Notes): Withheld | null {
  return (
    prohibited(facts, notes) ??
    offCatalogue(facts, notes) ??
    internal(facts, notes) ??
    restricted(facts, notes)
  );
}

function offCatalogue(facts: Facts, notes: Notes): Withheld | null {
  const articles = {
    'guangdong-2018': ['10.1'],
    'guangdong-2021': ['14.1', '55.1.2'],
    'guizhou-2018': ['10.1'],
    'hangzhou-2020': ['9.1'],
    heilongjiang: ['18.1', '65.1.2'],
  };
  if (!facts.item.catalogued) {
    notes.say('what is not in the catalogue is not served', ...articles[facts.regulation]);
    return 'NOT_IN_CATALOGUE';
  }
  return null;
}

function internal(facts: Facts, notes: Notes): Withheld | null {
  if (facts.regulation !== 'hangzhou-2020' || facts.item.level !== 'internal') return null;
  notes.say('the third level is for the subject and for duty', '14.1.3');
  const outside = facts.caller.kind === 'public' || facts.caller.kind === 'firm';
  return outside ? 'LEVEL_INTERNAL' : null;
}

/** What the reader is told beside the value. */
function marksFor(facts: Facts, reading: RecordReading, decision: Decision): string[] {
  const marks = [...reading.marks];
  const self = facts.caller.kind === 'subject';
  for (const { reason } of reading.closures) {
    if (reason === 'PERIOD_ENDED' || reason === 'PERIOD_UNKNOWN' || reason === 'BASIS_REVOKED') {
      marks.push(reason);
    }
    if (reason === 'OPTED_OUT') marks.push(self ? 'OPTED_OUT' : 'NOT_FOR_PUBLICATION');
    // the end of an organisation's basic information is the end of a period too
    if (reason === 'SUBJECT_ENDED' && self && !facts.subject.natural) marks.push('PERIOD_ENDED');
  }
  if (self && decision.outcome === 'disclosed' && isKeptFromExport(reading, marks)) {
    marks.push('NOT_EXPORTABLE');
  }
  return marks;
}

function isKeptFromExport(reading: RecordReading, marks: string[]): boolean {
  const publication: Route = 'publication';
  const repairedAway = reading.closures.some(
    (closure) => closure.reason === 'REPAIRED' && closure.routes.includes(publication),
  );
  return (
    repairedAway ||
    marks.includes('PERIOD_ENDED') ||
    marks.includes('BASIS_REVOKED') ||
    marks.includes('OPTED_OUT')
  );
}

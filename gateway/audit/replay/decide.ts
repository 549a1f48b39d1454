import { dayAt } from '../../../policy/days.ts';
import type { Decision } from '../../../policy/decision.ts';
import type { SubjectKind } from '../../../policy/terms.ts';
import {
  MOST_SUBJECTS,
  type RegisterCallerFacts,
  type RegisterSubjectFacts,
} from '../../../registers/facts/types.ts';
import type { Registers } from '../../../registers/store.ts';
import type { ItemField } from '../../../schema/items.ts';
import { decideField, type Judge, requestFacts, subjectFacts } from '../../disclosure/decide.ts';
import { onlyExportable } from '../../disclosure/exportable.ts';
import { engineUnder } from '../../disclosure/laws.ts';
import { kindOf } from '../../disclosure/subjects.ts';
import type { ItemDecision } from '../entry/schema.ts';
import type { LawThen } from './law.ts';
import { type AskedThen, notReplayable } from './question.ts';

/** A subject of an entry with what was decided about it. */
export interface SubjectThen {
  /** Its place among the subjects of the entry, from 0. */
  readonly n: number;
  readonly kind: SubjectKind;
  readonly key: string;
  /** The registers' clock of what the decisions rest on. */
  readonly knownAt: number;
  readonly decisions: readonly ItemDecision[];
}

/** What was decided about an item, and what is decided by the same facts now. */
export interface Compared {
  readonly subject: number;
  readonly item: string;
  readonly logged: Verdict;
  readonly replayed: Verdict;
}

export type Verdict = Readonly<{ outcome: string; reason: string | null }>;

/** On what the subject asked about itself, or its guardian on its behalf. */
const AS_ITSELF: ReadonlySet<string> = new Set(['self', 'guardianship']);

type Facts = Pick<Registers, 'facts'>;

/**
 * Decides every item of the subjects again: the same law and clock, and the registers as they were
 * known then.
 *
 * @throws AuditError `NOT_REPLAYABLE` when the registers or the supergraph are not those of then
 */
export async function decideAgain(
  law: LawThen,
  registers: Facts,
  asked: AskedThen,
  subjects: readonly SubjectThen[],
): Promise<readonly Compared[]> {
  await demandThatTheyReach(registers, latestOf(subjects));
  const compared: Compared[] = [];
  for (const group of Map.groupBy(subjects, ({ knownAt }) => knownAt).values()) {
    for (let at = 0; at < group.length; at += MOST_SUBJECTS) {
      const chunk = group.slice(at, at + MOST_SUBJECTS);
      compared.push(...(await decideTogether(law, registers, asked, chunk)));
    }
  }
  return compared;
}

function latestOf(subjects: readonly SubjectThen[]): number {
  return subjects.reduce((latest, { knownAt }) => Math.max(latest, knownAt), 0);
}

/** Registers that were put back to an earlier state answer from what they know, which is too little. */
async function demandThatTheyReach(registers: Facts, knownAt: number): Promise<void> {
  const nobody = { subjects: [], grantee: null, organisation: null, purpose: null };
  const { knownAt: clock } = await registers.facts(nobody);
  if (knownAt > clock) throw notReplayable('the registers that the entry was decided by');
}

/** At most {@link MOST_SUBJECTS} subjects, of all of whom the same was known. */
async function decideTogether(
  { engine, catalogue, contract }: LawThen,
  registers: Facts,
  asked: AskedThen,
  subjects: readonly SubjectThen[],
): Promise<readonly Compared[]> {
  const { organisation, stated, at, exportable } = asked;
  const [first] = subjects;
  if (first === undefined) return [];
  const facts = await registers.facts({
    subjects: subjects.map(({ kind, key }) => ({ kind, key })),
    grantee: organisation,
    organisation,
    purpose: stated.purpose,
    at,
    knownAt: first.knownAt,
  });
  const under = engineUnder(engine, () => facts.laws);
  const judge = { catalogue, engine: exportable ? onlyExportable(under) : under };
  const fieldOf = (kind: SubjectKind, item: string): ItemField => {
    for (const field of contract.items.values()) {
      const type = contract.subjects.get(field.type);
      if (field.id === item && type !== undefined && kindOf(type.kind) === kind) return field;
    }
    throw notReplayable(`the item \`${item}\` in the supergraph`);
  };
  return subjects.flatMap((subject, n) => {
    const register = facts.subjects[n];
    if (register === undefined) throw new TypeError('expected facts of each subject');
    return compare(judge, asked, facts.caller, subject, register, fieldOf);
  });
}

function compare(
  judge: Judge,
  { callerAbout, stated, at, batch }: AskedThen,
  registered: RegisterCallerFacts,
  { n, kind, key, decisions }: SubjectThen,
  register: RegisterSubjectFacts,
  fieldOf: (kind: SubjectKind, item: string) => ItemField,
): readonly Compared[] {
  const about = subjectFacts(kind, key, register);
  return decisions.flatMap(({ items, outcome, reason, reliedOn }) => {
    const isSelf = reliedOn?.some((reliance) => AS_ITSELF.has(reliance.kind)) === true;
    const moment = { day: dayAt(at), instant: at, batch };
    const request = requestFacts(callerAbout(isSelf), stated, registered, moment);
    return items.map((item): Compared => {
      const { found } = decideField(judge, request, about, fieldOf(kind, item));
      const logged = { outcome, reason: reason ?? null };
      return { subject: n, item, logged, replayed: verdictOf(found.decision) };
    });
  });
}

function verdictOf({ outcome, reason }: Decision): Verdict {
  return { outcome, reason };
}

import { dayAt } from '../../policy/days.ts';
import type { SubjectKind } from '../../policy/terms.ts';
import type { Registers } from '../../registers/store.ts';
import { GatewayError } from '../errors.ts';
import { type CountingScope, countedOn } from './counting/counted.ts';
import type { NotedSubject } from './counting/notes.ts';
import type { RoomOptions } from './room.ts';

/** More subjects than this are never asked about in one statement. */
const SUBJECTS_PER_QUESTION = 500;

/** What may be counted at a moment, by the pack and what the registers hold then. */
export function populationOf(
  scope: CountingScope,
  registers: Pick<Registers, 'notedSubjects' | 'facts'>,
): RoomOptions['population'] {
  return async (about, now) => {
    const kind = about === 'NATURAL' ? 'natural' : 'legal';
    const noted = await notedOf(registers, kind, now).catch((cause: unknown) => {
      throw new GatewayError('REGISTER_UNAVAILABLE', {}, cause);
    });
    return countedOn(scope, kind, dayAt(now), noted);
  };
}

async function notedOf(
  registers: Pick<Registers, 'notedSubjects' | 'facts'>,
  kind: SubjectKind,
  at: number,
): Promise<readonly NotedSubject[]> {
  const all = (await registers.notedSubjects()).filter((subject) => subject.kind === kind);
  const noted: NotedSubject[] = [];
  const nobody = { grantee: null, organisation: null, purpose: null };
  for (let from = 0; from < all.length; from += SUBJECTS_PER_QUESTION) {
    const subjects = all.slice(from, from + SUBJECTS_PER_QUESTION);
    const held = await registers.facts({ subjects, ...nobody, at });
    for (const [index, { key }] of subjects.entries()) {
      const facts = held.subjects[index];
      if (facts !== undefined) noted.push({ key, facts });
    }
  }
  return noted;
}

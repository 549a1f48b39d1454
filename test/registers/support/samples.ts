import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { type Day, parseDay } from '../../../policy/days.ts';
import { loadPack } from '../../../policy/pack/load.ts';
import type { Pack } from '../../../policy/pack/pack.ts';
import { PACKS } from '../../../policy/policy.ts';
import { type RegisterCode, RegisterError } from '../../../registers/errors.ts';
import type { FactsQuestion } from '../../../registers/facts/types.ts';
import type { Grant } from '../../../registers/mutations/authorisations.ts';
import type { Actor, By } from '../../../registers/mutations/request.ts';
import type { SubjectRef } from '../../../registers/subject.ts';

export const PERSON: SubjectRef = { kind: 'natural', key: '990000198505060017' };
export const MINOR: SubjectRef = { kind: 'natural', key: '990000201509010023' };
export const GUARDIAN: SubjectRef = { kind: 'natural', key: '990000198212310047' };
export const STRANGER: SubjectRef = { kind: 'natural', key: '990000199001010058' };
export const COMPANY: SubjectRef = { kind: 'legal', key: '91990109MA08LGLH55' };

export function day(text: string): Day {
  const found = parseDay(text);
  if (found === null) throw new Error(`no date: ${text}`);
  return found;
}

const packs = new Map<string, Pack>();

export function packOf(regulation: string): Pack {
  const pack = packs.get(regulation) ?? loadPack({ root: PACKS, regulation });
  packs.set(regulation, pack);
  return pack;
}

export const GUANGDONG = packOf('guangdong-2021');

export function by(actor: Actor | SubjectRef, requestKey: string = randomUUID()): By {
  const who: Actor = 'key' in actor ? { kind: 'subject', subject: actor } : actor;
  return { actor: who, reason: 'as the test wishes', requestKey };
}

export const SYSTEM: Actor = { kind: 'system', name: 'test' };

export function organisation(id: string): Actor {
  return { kind: 'organisation', organisation: id, operator: 'operator 7' };
}

export function grantOf(subject: SubjectRef, changes: Partial<Grant> = {}): Grant {
  return {
    subject,
    grantedBy: subject.kind === 'legal' ? 'unit' : 'subject',
    grantee: 'F-001',
    form: 'electronic-signature',
    purpose: 'loan',
    scope: 'all',
    until: day('2027-11-15'),
    bornOn: subject.kind === 'legal' ? null : day('1985-05-06'),
    ...changes,
  };
}

export function ask(subjects: readonly SubjectRef[], more: Partial<FactsQuestion> = {}) {
  return { subjects, grantee: 'F-001', purpose: 'loan', organisation: 'F-001', ...more };
}

/** The code of the `RegisterError` that a promise is refused with. */
export async function refusal(promise: Promise<unknown>): Promise<RegisterError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(RegisterError);
  return error as RegisterError;
}

export async function expectRefused(promise: Promise<unknown>, code: RegisterCode): Promise<void> {
  const error = await refusal(promise);
  expect([error.code, error.message]).toEqual([code, error.message]);
}

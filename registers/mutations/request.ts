import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { RegisterError } from '../errors.ts';
import { holdsIdentityNumber, type SubjectRef, subjectRef } from '../subject.ts';
import type { Reason } from '../write/entries.ts';
import { identify } from '../write/subjects.ts';
import { type Target, type Write, writing } from '../write/write.ts';

/** Who acts. That it is so, and what it may do beyond its own affairs, the caller of this port knows. */
export type Actor =
  | { readonly kind: 'subject'; readonly subject: SubjectRef }
  | {
      readonly kind: 'organisation';
      readonly organisation: string;
      /** The person who acts for it, by name or number of service; never an ID number. */
      readonly operator: string | null;
    }
  | { readonly kind: 'system'; readonly name: string };

/** What every change comes with. */
export interface By {
  readonly actor: Actor;
  readonly reason: string;
  /** Chosen by the client: the same key with the same content has the same answer, once. */
  readonly requestKey: string;
}

/** What was written. */
export interface Recorded {
  readonly id: string;
  readonly version: number;
  /** When it became known, by the registers' clock. */
  readonly recordedAt: number;
}

/** A write on behalf of somebody, for a reason. */
export interface Mutation extends Write {
  readonly why: Reason;
}

const LONGEST_KEY = 200;
const LONGEST_REASON = 1_000;

/**
 * Does a piece of work once for a client's key; asked again, it gives the first answer. Nothing of it
 * stays when it throws, so that it may be tried again under the same key.
 *
 * @throws {RegisterError} `IDEMPOTENCY_CONFLICT` when the key came with other content before
 */
export function once<T>(
  target: Target,
  action: string,
  by: By,
  content: unknown,
  work: (mutation: Mutation) => Promise<T>,
): Promise<T> {
  demandText('requestKey', by.requestKey, LONGEST_KEY);
  demandText('reason', by.reason, LONGEST_REASON);
  return writing(target, async (write) => {
    const actor = await nameOf(write, by.actor);
    const key = `${actor}\n${by.requestKey}`;
    const digest = await digestOf(write, [action, by.reason, content]);
    const before = await answerTo(write, key, digest);
    if (before !== null) return JSON.parse(before) as T;
    const answer = await work({ ...write, why: { actor, reason: by.reason, action } });
    await write.connection
      .insertInto('request')
      .values({ key, digest, answer: JSON.stringify(answer), recorded_at: write.recordedAt })
      .execute();
    return answer;
  });
}

function demandText(field: string, value: string, longest: number): void {
  if (value.length > 0 && value.length <= longest && !/\0/.test(value)) {
    if (!holdsIdentityNumber(value)) return;
    throw new RegisterError('INVALID_ENTRY', `expected \`${field}\` without an identity number`, {
      field,
    });
  }
  throw new RegisterError(
    'INVALID_ENTRY',
    `expected \`${field}\` of 1 to ${longest} characters, got ${value.length}`,
    { field },
  );
}

/** An id may have slashes; the first one in the name of an actor stands before its officer. */
function nameOfOrganisation(id: string): string {
  return id.replaceAll('%', '%25').replaceAll('/', '%2F');
}

/** How the journal names an actor. */
async function nameOf(write: Write, actor: Actor): Promise<string> {
  switch (actor.kind) {
    case 'subject': {
      const subject = canonicalSubject(actor.subject);
      const identities = await identify(write, [subject]);
      return `subject:${identities(subject)}`;
    }
    case 'organisation': {
      const name = `organisation:${nameOfOrganisation(actor.organisation)}/${actor.operator ?? ''}`;
      demandText('actor', name, LONGEST_REASON);
      return name;
    }
    case 'system':
      demandText('actor', actor.name, LONGEST_REASON);
      return `system:${actor.name}`;
  }
}

/** @throws {RegisterError} `INVALID_ENTRY` when the key can be no key */
export function canonicalSubject(subject: SubjectRef): SubjectRef {
  const found = subjectRef(subject.kind, subject.key);
  if (found !== null) return found;
  throw new RegisterError('INVALID_ENTRY', 'expected a subject key of letters and digits', {
    field: 'subject',
  });
}

/** Subjects go into the digest by their identity: a digest of an ID number is as good as the number. */
async function digestOf(write: Write, content: unknown): Promise<string> {
  const subjects: SubjectRef[] = [];
  const plain = plainOf(content, (subject) => {
    subjects.push(canonicalSubject(subject));
    return { at: subjects.length - 1 };
  });
  const identities = await identify(write, subjects);
  const text = JSON.stringify([plain, subjects.map(identities)]);
  return createHash('sha256').update(text).digest('hex');
}

/** JSON in one spelling: keys sorted, sets as sorted lists, what is left out left out. */
function plainOf(value: unknown, onSubject: (subject: SubjectRef) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Set) return [...value].sort();
  if (Array.isArray(value)) return value.map((entry) => plainOf(entry, onSubject));
  if (isSubject(value)) return onSubject(value);
  return Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entry]) => [name, plainOf(entry, onSubject)]);
}

function isSubject(value: object): value is SubjectRef {
  return 'kind' in value && 'key' in value && Object.keys(value).length === 2;
}

async function answerTo(
  { connection }: Write,
  key: string,
  digest: string,
): Promise<string | null> {
  const { rows } = await sql<{ digest: string; answer: string }>`select digest, answer
    from request where key = ${key}`.execute(connection);
  const [held] = rows;
  if (held === undefined) return null;
  if (held.digest === digest) return held.answer;
  throw new RegisterError(
    'IDEMPOTENCY_CONFLICT',
    'expected the content that came with this request key before, got another',
  );
}

import { SUBJECT_KINDS, type SubjectKind } from '../policy/terms.ts';

/** A subject as a question names it: by its kind and its own key (USCC, ID number or fallback). */
export interface SubjectRef {
  readonly kind: SubjectKind;
  readonly key: string;
}

declare const subjectId: unique symbol;
/**
 * The random identity of a subject inside the registers and the log. It tells nothing about the
 * subject; only the internal table `subject` leads from it to a key.
 */
export type SubjectId = string & { readonly [subjectId]: true };

/** What a key may be made of; everything else is a mistake or an attack. */
const KEY = /^[\p{L}\p{N}()（）/.-]{1,64}$/u;

/** One spelling per subject: letters of keys are written large. Null = it can be no key. */
export function subjectRef(kind: SubjectKind, key: string): SubjectRef | null {
  const canonical = key.trim().toUpperCase();
  return KEY.test(canonical) ? { kind, key: canonical } : null;
}

/** Reads `natural`, `NATURAL`, `legal` or `LEGAL`. */
export function readSubjectKind(raw: unknown): SubjectKind | null {
  const word = typeof raw === 'string' ? raw.toLowerCase() : '';
  return SUBJECT_KINDS.find((kind) => kind === word) ?? null;
}

/** Tells subjects apart inside one call; never stored, never shown. */
export function mapKeyOf({ kind, key }: SubjectRef): string {
  return `${kind}:${key}`;
}

/** Whether two names, however they are written, are of one subject. */
export function isSame(one: SubjectRef | null, other: SubjectRef): boolean {
  const [a, b] = [one, other].map((ref) => ref && subjectRef(ref.kind, ref.key));
  return a != null && b != null && mapKeyOf(a) === mapKeyOf(b);
}

const IDENTITY_NUMBER = /(?<!\d)\d{17}[\dXx](?!\d)/;

/** Texts kept beside the registers (identities, actors, reasons) MUST NOT carry an ID number. */
export function holdsIdentityNumber(text: string): boolean {
  return IDENTITY_NUMBER.test(text);
}

import type { Parameter } from '../pack/pack.ts';
import type { CallerFacts } from '../question.ts';
import type { CallerKind, Mark, SilentReason } from '../terms.ts';
import { type Bar, bar, type Citations, citationsOf, joined } from './rule.ts';

/** One thing that a record's facts come to: whom it silences and how it is marked for whom. */
export interface Finding {
  readonly bar: Bar<SilentReason> | null;
  /** Callers it silences; the subject only where the record was deleted. */
  readonly silences: ReadonlySet<CallerKind>;
  readonly marks: Readonly<Record<Viewer, readonly Mark[]>>;
  readonly citations: Citations;
}

/** Who reads a copy: the subject, the platform's supervising officers, or anybody else. */
export type Viewer = 'subject' | 'supervisor' | 'other';

/** The platform's own officers supervise; other agencies do not. */
export function viewerOf({ kind, organisationKind }: CallerFacts): Viewer {
  if (kind === 'subject') return 'subject';
  const supervises = kind === 'analyst' || (kind === 'agency' && organisationKind === 'platform');
  return supervises ? 'supervisor' : 'other';
}

export const NOBODY: ReadonlySet<CallerKind> = new Set();
export const THIRD_PARTIES: ReadonlySet<CallerKind> = new Set([
  'public',
  'firm',
  'agency',
  'analyst',
]);
export const EVERYBODY: ReadonlySet<CallerKind> = new Set([...THIRD_PARTIES, 'subject']);
export const NONE: readonly never[] = Object.freeze([]);

/** Silences some callers; others' copies and the subject's own bear marks. */
export function silencing(
  reason: SilentReason,
  silences: ReadonlySet<CallerKind>,
  grounds: readonly Parameter[],
  subject: readonly Mark[] = NONE,
  other: readonly Mark[] = NONE,
): Finding {
  const found = bar(reason, ...grounds);
  const marks = { subject, supervisor: other, other };
  return { bar: found, silences, marks, citations: found.citations };
}

/** Silences nobody. */
export function marking(marks: readonly Mark[], grounds: readonly Parameter[]): Finding {
  return {
    bar: null,
    silences: NOBODY,
    marks: { subject: marks, supervisor: marks, other: marks },
    citations: citationsOf(grounds),
  };
}

/**
 * Every finding about a record, in the order of precedence. The same findings are always the same
 * reading, so that what follows from them is put together once and not for each record.
 */
export class Reading {
  readonly marks: Readonly<Record<Viewer, readonly Mark[]>>;
  readonly citations: Citations;
  private readonly findings: readonly Finding[];
  private readonly further = new Map<Finding, Reading>();

  constructor(findings: readonly Finding[] = NONE) {
    const marksOf = (viewer: Viewer) => [
      ...new Set(findings.flatMap(({ marks }) => marks[viewer])),
    ];
    this.findings = findings;
    this.marks = {
      subject: marksOf('subject'),
      supervisor: marksOf('supervisor'),
      other: marksOf('other'),
    };
    this.citations = joined(findings.map(({ citations }) => citations));
  }

  with(finding: Finding): Reading {
    const known = this.further.get(finding);
    if (known !== undefined) return known;
    const reading = new Reading([...this.findings, finding]);
    this.further.set(finding, reading);
    return reading;
  }

  /** Why the record is silent for these callers; null = it is not. */
  silenceFor(audience: CallerKind): Bar<SilentReason> | null {
    for (const { silences, bar: found } of this.findings) {
      if (silences.has(audience)) return found;
    }
    return null;
  }
}

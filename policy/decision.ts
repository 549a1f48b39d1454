import type { Mark, Outcome, Reason } from './terms.ts';

/** Where a decision finds itself in the law, with the gist in our own words. */
export interface Citation {
  readonly regulation: string;
  /** Article, paragraph and item, such as `24.1.2`. */
  readonly article: string;
  /** The pack's parameter that carries it. */
  readonly parameter: string;
  readonly gist: Gist;
}

export interface Gist {
  readonly zh: string;
  readonly en: string;
}

/** What follows from a decision for whoever carries it out. */
export interface Obligations {
  /** What the query log must hold of this answer. */
  readonly log: readonly string[];
  /** How long the log is kept: `long-term`, an ISO 8601 duration, or `unspecified`. */
  readonly retention: string;
  /** What the subject may learn of this answer. */
  readonly subjectMayLearn: readonly string[];
}

/** An answer of the law. `errors` is there when something failed and the answer was closed for it. */
export interface Decision {
  readonly outcome: Outcome;
  readonly reason: Reason | null;
  readonly marks: readonly Mark[];
  readonly citations: readonly Citation[];
  readonly obligations: Obligations;
  readonly errors?: readonly string[];
}

/** An article of a citation as the cases write it: of an overlay, with the overlay's name. */
export function articleLabel(citation: Citation, regulation: string): string {
  return citation.regulation === regulation
    ? citation.article
    : `${citation.regulation}:${citation.article}`;
}

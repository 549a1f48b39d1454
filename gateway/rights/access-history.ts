import type { RightsSubject } from './desk.ts';

/** One look at a subject, as the subject may know it (rule R31). */
export interface Access {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The organisation that asked; null = a natural person. */
  readonly organisation: string | null;
  readonly purpose: string | null;
  readonly caseNumber: string | null;
  /** What was asked, and what became of it. */
  readonly items: readonly { readonly item: string; readonly outcome: string }[];
  /** Authorisations that were relied on. */
  readonly authorisations: readonly string[];
  /** The entry in the log, so that its proof can be asked for. */
  readonly entry: { readonly log: string; readonly index: number };
}

/**
 * Who asked about a subject, when, what for and what they got; read from the log's index. The schema
 * has no field for it until a log answers it.
 */
export interface AccessHistory {
  /**
   * The newest first.
   *
   * @param before only what is older than this moment, in milliseconds since the epoch
   */
  of(
    subject: RightsSubject,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<readonly Access[]>;
}

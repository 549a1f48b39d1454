import type { Pack } from '../policy/pack/pack.ts';
import type {
  agreements,
  duties,
  organisations,
  overrides,
  queryItems,
} from './definitions/organisations.ts';
import type { basisStatus, lists, repairs } from './definitions/records.ts';
import type { representatives } from './definitions/subjects.ts';
import type { FactsQuestion, RequestRegisterFacts } from './facts/types.ts';
import type { ImportOptions, ImportReport } from './importing/file.ts';
import type { KnownSubject, SubjectPage } from './known-subjects.ts';
import type { Amendment, Grant } from './mutations/authorisations.ts';
import type { Objection, ObjectionDecision } from './mutations/objections.ts';
import type { OfOrganisation } from './mutations/organisations.ts';
import type { By, Recorded } from './mutations/request.ts';
import type { CountedReport, LifeChange, OfSubject, OptOut } from './mutations/rights.ts';
import type { ObjectionPage, OpenObjection } from './open-objections.ts';
import type {
  AnyRegister,
  HeldEntry,
  HistoryEntry,
  OrganisationRegister,
  SubjectRegister,
} from './read.ts';
import type { SubjectId, SubjectRef } from './subject.ts';

/** What a decision asks of the registers. */
export interface FactsReader {
  /**
   * Everything the registers hold for a request, in one round trip.
   *
   * @throws {RegisterError} `REGISTER_UNAVAILABLE`: whatever rests on the registers is withheld;
   *   `TOO_MANY_SUBJECTS`
   */
  facts(question: FactsQuestion): Promise<RequestRegisterFacts>;
}

export interface AsKnown {
  /** What was known at this time of the registers' clock; what is in force now when left out. */
  readonly knownAt?: number;
}

/** Reading what is held. */
export interface RegisterReader extends FactsReader {
  /** A subject's entries in one register. */
  entries<N extends SubjectRegister>(
    register: N,
    subject: SubjectRef,
    options?: AsKnown,
  ): Promise<readonly HeldEntry<N>[]>;
  organisationEntries<N extends OrganisationRegister>(
    register: N,
    options?: AsKnown,
  ): Promise<readonly HeldEntry<N>[]>;
  /** Objections of all subjects that are not decided, the oldest first. */
  openObjections(page: ObjectionPage): Promise<readonly OpenObjection[]>;
  /** Every version of an entry, oldest first, with who made it and why. */
  history<N extends AnyRegister>(register: N, id: string): Promise<readonly HistoryEntry<N>[]>;
  /** The subjects of whom anything is held that bears on whether their records count. */
  notedSubjects(): Promise<readonly SubjectRef[]>;
  /** Subjects that the registers know, in the order of their identities; at most `limit`. */
  knownSubjects(page: SubjectPage): Promise<readonly KnownSubject[]>;
  /** The subjects behind identities; null for an identity that nobody has. */
  subjectsBehind(ids: readonly SubjectId[]): Promise<readonly (SubjectRef | null)[]>;
}

/**
 * The consent ledger. An actor that is a subject acts for itself or as a registered representative;
 * one that is an organisation touches only what was granted to it, unless it is the platform. What
 * an actor may not touch is `UNKNOWN_ENTRY` to it.
 */
export interface AuthorisationLedger {
  grantAuthorisation(grant: Grant, pack: Pack, by: By): Promise<Recorded>;
  amendAuthorisation(id: string, amendment: Amendment, pack: Pack, by: By): Promise<Recorded>;
  /** No question that is asked after this has answered, by any replica, can use it. */
  revokeAuthorisation(id: string, by: By): Promise<Recorded>;
  disputeAuthorisation(id: string, by: By): Promise<Recorded>;
  withdrawDispute(id: string, by: By): Promise<Recorded>;
}

/** Rights of subjects and what officers make of them. Whether an officer is one, the caller knows. */
export interface RightsRegister {
  recordObjection(objection: Objection, by: By): Promise<Recorded>;
  acceptObjection(id: string, by: By): Promise<Recorded>;
  forwardObjection(id: string, by: By): Promise<Recorded>;
  excludeDays(id: string, days: number, by: By): Promise<Recorded>;
  decideObjection(id: string, decision: ObjectionDecision, by: By): Promise<Recorded>;
  withdrawObjection(id: string, by: By): Promise<Recorded>;
  recordRepair(repair: OfSubject<typeof repairs>, by: By): Promise<Recorded>;
  recordOptOut(optOut: OptOut, by: By): Promise<Recorded>;
  withdrawOptOut(id: string, by: By): Promise<Recorded>;
  recordBasisStatus(status: OfSubject<typeof basisStatus>, by: By): Promise<Recorded>;
  countReport(
    report: { readonly subject: SubjectRef; readonly body: string },
    by: By,
  ): Promise<CountedReport>;
}

/** What administrators and feeds keep. */
export interface Administration {
  setLifecycle(change: LifeChange, by: By): Promise<Recorded>;
  setRepresentative(entry: OfSubject<typeof representatives>, by: By): Promise<Recorded>;
  setMembership(entry: OfSubject<typeof lists>, by: By): Promise<Recorded>;
  registerOrganisation(entry: OfOrganisation<typeof organisations>, by: By): Promise<Recorded>;
  registerAgreement(entry: OfOrganisation<typeof agreements>, by: By): Promise<Recorded>;
  registerDuty(entry: OfOrganisation<typeof duties>, by: By): Promise<Recorded>;
  publishQueryItems(entry: OfOrganisation<typeof queryItems>, by: By): Promise<Recorded>;
  registerOverride(entry: OfOrganisation<typeof overrides>, by: By): Promise<Recorded>;
  /** Takes back an entry that should never have been; its history stays. */
  retract(register: AnyRegister, id: string, by: By): Promise<Recorded>;
  /** The lasting random identities of subjects, for tables and logs that MUST NOT hold keys. */
  identify(subjects: readonly SubjectRef[]): Promise<readonly SubjectId[]>;
  /**
   * Loads a file of a register (CSV or NDJSON). Rows that do not fit are told and left out; what was
   * loaded before changes nothing.
   *
   * @throws {RegisterError} `UNKNOWN_REGISTER`, `UNREADABLE_FILE`
   */
  importFile(path: string, options?: ImportOptions): Promise<ImportReport>;
}

/**
 * The state the law depends on. Every write comes with who, why and a key of the client: the same key
 * with the same content has the first answer (`IDEMPOTENCY_CONFLICT` with other content). A method
 * that answered has reached the disk. Failures are `RegisterError`s and hold no subject's key.
 */
export interface Registers
  extends RegisterReader,
    AuthorisationLedger,
    RightsRegister,
    Administration {
  /** Whether the database answers. */
  health(): Promise<{ readonly ok: boolean }>;
  close(): Promise<void>;
}

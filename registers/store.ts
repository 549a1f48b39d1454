import { sql } from 'kysely';
import type { Dialect, StatementObserver } from './dialects/dialect.ts';
import { openPostgres } from './dialects/postgres.ts';
import { openSqlite } from './dialects/sqlite.ts';
import { RegisterError } from './errors.ts';
import type { FactsCache } from './facts/cache.ts';
import { askFacts } from './facts/facts.ts';
import { notedSubjects } from './facts/noted.ts';
import { loadFile } from './importing/file.ts';
import { knownSubjects } from './known-subjects.ts';
import { migrate } from './migrations/migrate.ts';
import * as authorisations from './mutations/authorisations.ts';
import { takeBack } from './mutations/entry.ts';
import * as objections from './mutations/objections.ts';
import * as organisations from './mutations/organisations.ts';
import { canonicalSubject, once } from './mutations/request.ts';
import * as rights from './mutations/rights.ts';
import { openObjections } from './open-objections.ts';
import type { Registers } from './port.ts';
import { entriesIn, entriesOf, historyOf, registerNamed, subjectsBehind } from './read.ts';
import { mapKeyOf, type SubjectRef, subjectRef } from './subject.ts';
import { identify, knownIdentities } from './write/subjects.ts';
import { type Clock, type Target, writing } from './write/write.ts';

export type { Registers } from './port.ts';

export interface RegistersOptions {
  /** `postgres://…`; this or `file`. Never logged. */
  readonly url?: string;
  /** Path of the embedded SQLite database; made when it is not there. */
  readonly file?: string;
  /** The server's time in milliseconds since the epoch. */
  readonly clock: Clock;
  /** Longest wait for an answer, in milliseconds; 2,000 when left out. */
  readonly timeout?: number;
  /** Connections for questions (PostgreSQL); 8 when left out. */
  readonly connections?: number;
  readonly onStatement?: StatementObserver;
  /** Keeps rows of subjects between questions; without it every question reads them. */
  readonly cache?: FactsCache;
}

const TIMEOUT_MS = 2_000;
const CONNECTIONS = 8;

/**
 * Opens the registers and brings their database to the newest version.
 *
 * @throws {RegisterError} `REGISTER_UNAVAILABLE`, or `REGISTER_VERSION` when the database is newer
 */
export async function openRegisters(options: RegistersOptions): Promise<Registers> {
  const dialect = openDialect(options);
  try {
    await migrate(dialect);
  } catch (error) {
    await dialect.close();
    throw error;
  }
  return registersOver({ dialect, clock: options.clock }, options.cache ?? null);
}

/** Opens the database alone, in whatever version it is. */
export function openDialect(options: Omit<RegistersOptions, 'clock'>): Dialect {
  const { url, file, timeout = TIMEOUT_MS, connections = CONNECTIONS, onStatement } = options;
  if (url !== undefined) return openPostgres({ url, timeout, connections, onStatement });
  if (file !== undefined) return openSqlite({ file, timeout, onStatement });
  throw new RegisterError('INVALID_ENTRY', 'expected `url` or `file`');
}

function registersOver(target: Target, cache: FactsCache | null): Registers {
  const { dialect, clock } = target;
  return closing(dialect, {
    async facts(question) {
      const subjects = question.subjects.map(asAsked);
      return askFacts(dialect, cache, { ...question, subjects, at: question.at ?? clock() });
    },
    entries: (register, subject, options) =>
      entriesOf(dialect, register, subject, options?.knownAt ?? null),
    organisationEntries: (register, options) =>
      entriesIn(dialect, register, options?.knownAt ?? null),
    openObjections: (page) => openObjections(dialect, page),
    history: (register, id) => historyOf(dialect, register, id),
    subjectsBehind: (ids) => subjectsBehind(dialect, ids),
    notedSubjects: () => notedSubjects(dialect),
    knownSubjects: (page) => knownSubjects(dialect, page),

    grantAuthorisation: (grant, pack, by) => authorisations.grant(target, grant, pack, by),
    amendAuthorisation: (id, amendment, pack, by) =>
      authorisations.amend(target, id, amendment, pack, by),
    revokeAuthorisation: (id, by) => authorisations.revoke(target, id, by),
    disputeAuthorisation: (id, by) => authorisations.dispute(target, id, by),
    withdrawDispute: (id, by) => authorisations.withdrawDispute(target, id, by),

    recordObjection: (objection, by) => objections.receive(target, objection, by),
    acceptObjection: (id, by) => objections.accept(target, id, by),
    forwardObjection: (id, by) => objections.forward(target, id, by),
    excludeDays: (id, days, by) => objections.excludeDays(target, id, days, by),
    decideObjection: (id, decision, by) => objections.decide(target, id, decision, by),
    withdrawObjection: (id, by) => objections.withdraw(target, id, by),
    recordRepair: (repair, by) => rights.recordRepair(target, repair, by),
    recordOptOut: (optOut, by) => rights.recordOptOut(target, optOut, by),
    withdrawOptOut: (id, by) => rights.withdrawOptOut(target, id, by),
    recordBasisStatus: (status, by) => rights.recordBasisStatus(target, status, by),
    countReport: (report, by) => rights.countReport(target, report, by),

    setLifecycle: (change, by) => rights.setLifecycle(target, change, by),
    setRepresentative: (entry, by) => rights.setRepresentative(target, entry, by),
    setMembership: (entry, by) => rights.setMembership(target, entry, by),
    registerOrganisation: (entry, by) => organisations.registerOrganisation(target, entry, by),
    registerAgreement: (entry, by) => organisations.registerAgreement(target, entry, by),
    registerDuty: (entry, by) => organisations.registerDuty(target, entry, by),
    publishQueryItems: (entry, by) => organisations.publishQueryItems(target, entry, by),
    registerOverride: (entry, by) => organisations.registerOverride(target, entry, by),
    retract: (register, id, by) =>
      once(target, 'retract', by, [register, id], (mutation) =>
        takeBack(mutation, registerNamed(register), id),
      ),
    async identify(subjects) {
      const canonical = subjects.map(canonicalSubject);
      const known = await knownIdentities(dialect, dialect.read, canonical);
      const ids = canonical.map((subject) => known.get(mapKeyOf(subject)));
      if (ids.every((id) => id !== undefined)) return ids;
      return writing(target, async (write) => canonical.map(await identify(write, canonical)));
    },
    importFile: (path, options) => loadFile(target, path, options),

    health: () =>
      sql`select 1`.execute(dialect.read).then(
        () => ({ ok: true }),
        () => ({ ok: false }),
      ),
    close: () => dialect.close(),
  });
}

/** What can be no key is found nowhere. */
function asAsked({ kind, key }: SubjectRef): SubjectRef {
  return subjectRef(kind, key) ?? { kind, key: '' };
}

/** After `close`, every method is refused with `REGISTER_CLOSED`; closing again does nothing. */
function closing(dialect: Dialect, registers: Registers): Registers {
  let open = true;
  const methods = Object.entries(registers) as [string, (...given: unknown[]) => unknown][];
  const guarded = methods.map(([name, method]) => [
    name,
    async (...given: unknown[]) => {
      if (open) return method(...given);
      throw new RegisterError('REGISTER_CLOSED', 'registers are closed');
    },
  ]);
  const close = async () => {
    if (!open) return;
    open = false;
    await dialect.close();
  };
  return { ...(Object.fromEntries(guarded) as unknown as Registers), close };
}

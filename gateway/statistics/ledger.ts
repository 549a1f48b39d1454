import { sql } from 'kysely';
import type { Dialect } from '../../registers/dialects/dialect.ts';
import { openDialect } from '../../registers/store.ts';
import type { Level } from './control/level.ts';
import type { Figures } from './figures.ts';
import type { StatisticsQuestion } from './question.ts';

/** What an organisation was given; the earlier answers are what the next one is checked against. */
export interface GivenTable {
  readonly question: StatisticsQuestion;
  /** The items that were counted. */
  readonly items: readonly string[];
  readonly levels: readonly GivenLevel[];
}

/** A level with the figures that were given, by place in `cells`; null = withheld. */
export interface GivenLevel extends Level {
  readonly figures: readonly (Figures | null)[];
}

export interface LedgerEntry {
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly answeredAt: number;
  readonly digest: string;
  readonly depth: number;
  readonly table: GivenTable;
}

/**
 * Every answer to an organisation, in one order over all replicas. Counts stand in it exactly as they
 * were, though not of cells that were withheld from publication by their size alone; nothing in it names a subject.
 */
export interface Ledger {
  of(organisation: string): Promise<readonly LedgerEntry[]>;
  /** False when another answer took the place meanwhile: what was checked has to be checked again. */
  append(organisation: string, entry: LedgerEntry): Promise<boolean>;
  close(): Promise<void>;
}

/** @throws {RegisterError} when the database is down */
export async function openLedger(
  place: { readonly url: string } | { readonly file: string },
): Promise<Ledger> {
  const dialect = openDialect(place);
  await createTable(dialect);
  return {
    async of(organisation) {
      const { rows } = await sql<Row>`select sequence, answered_at, digest, depth, given
        from statistics_answer where organisation = ${organisation} order by sequence`.execute(
        dialect.read,
      );
      return rows.map(entryOf);
    },
    async append(organisation, { sequence, answeredAt, digest, depth, table }) {
      const given = JSON.stringify(table);
      const { numAffectedRows } = await sql`insert into statistics_answer
        (organisation, sequence, answered_at, digest, depth, given)
        values (${organisation}, ${sequence}, ${answeredAt}, ${digest}, ${depth}, ${given})
        on conflict do nothing`.execute(dialect.write);
      return numAffectedRows === 1n;
    },
    close: () => dialect.close(),
  };
}

interface Row {
  readonly sequence: number;
  readonly answered_at: number | string;
  readonly digest: string;
  readonly depth: number;
  readonly given: string;
}

function entryOf({ sequence, answered_at, digest, depth, given }: Row): LedgerEntry {
  const table = JSON.parse(given) as GivenTable;
  return { sequence, answeredAt: Number(answered_at), digest, depth, table };
}

function createTable({ exclusively }: Dialect): Promise<void> {
  return exclusively(async (connection) => {
    await sql`create table if not exists statistics_answer (
      organisation text not null, sequence integer not null, answered_at bigint not null,
      digest text not null, depth integer not null, given text not null,
      primary key (organisation, sequence))`.execute(connection);
  });
}

import {
  attributeOf,
  attributesStatement,
  type Counter,
  cellsOf,
  cellsStatement,
  nothing,
  profileOf,
  profilesStatement,
  type Statement,
} from '../counting/counter.ts';
import type { CountingDialect } from '../counting/dialect.ts';
import type { FactsOf } from '../counting/facts-sql.ts';
import { SourceError } from '../source.ts';
import type { DropStore } from './store.ts';

/** Names come from our own description of the tables, never from a file or a question. */
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Counting in the embedded store, whose columns hold checked values. */
const SQLITE_COUNTING: CountingDialect = {
  table: quoted,
  key: (_record, alias = 't') => `${alias}.subject_key`,
  column: (_record, column, alias = 't') => `${alias}.${quoted(column)}`,
  text: (expression) => `nullif(cast(${expression} as text), '')`,
  day: (expression) => expression,
  flag: (expression) => `(${expression} = 1)`,
  amount: (expression) => expression,
  recordNotes: ({ records }, bind) => `select value ->> 0, value ->> 1, value ->> 2, value ->> 3,
    value ->> 4 from json_each(${bind(JSON.stringify(records))})`,
  texts: (texts, bind) => `select value from json_each(${bind(JSON.stringify(texts))})`,
  pseudonym: (expression, key, bind) => `pseudonym(${expression}, ${bind(key.toString('hex'))})`,
};

const placeholder = (at: number) => `?${at}`;

/** Counts in the embedded store, in the reader's snapshot of it. */
export function storeCounter(store: DropStore, of: FactsOf): Counter {
  function* rows(statement: Statement): Generator<readonly unknown[]> {
    try {
      yield* store.count(statement);
    } catch (cause) {
      throw new SourceError('UNAVAILABLE', 'store did not count', { cause });
    }
  }
  async function* stream<T>(statement: Statement, read: (row: readonly unknown[]) => T) {
    for (const row of rows(statement)) yield read(row);
  }
  return {
    cells: async (question) =>
      cellsOf(rows(cellsStatement(of, question, SQLITE_COUNTING, placeholder)), question),
    profiles: (counted, key) =>
      stream(profilesStatement(of, counted, SQLITE_COUNTING, placeholder, key), profileOf),
    attributes: (key) =>
      of.hasRegistration
        ? stream(attributesStatement(SQLITE_COUNTING, placeholder, key), attributeOf)
        : nothing(),
    revision: () => JSON.stringify(store.loadedFiles().map(({ name, digest }) => [name, digest])),
  };
}

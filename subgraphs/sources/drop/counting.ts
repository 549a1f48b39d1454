import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { BLOCK_ROWS } from '../../../schema/statistics/question.ts';
import {
  attributeOf,
  attributesStatement,
  type Counter,
  cellsOf,
  cellsStatement,
  itemByItem,
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

/** Counts in the embedded store, each time in one state of it. */
export function storeCounter(store: DropStore, of: FactsOf): Counter {
  function* rows(...statements: readonly Statement[]): Generator<readonly unknown[]> {
    try {
      yield* store.count(statements);
    } catch (cause) {
      throw new SourceError('UNAVAILABLE', 'store did not count', { cause });
    }
  }
  return {
    cells: async (question) =>
      cellsOf(rows(cellsStatement(of, question, SQLITE_COUNTING, placeholder)), question),
    profiles: (counted, key) =>
      blocksOf(
        rows(
          ...itemByItem(counted).map((one) =>
            profilesStatement(of, one, SQLITE_COUNTING, placeholder, key),
          ),
        ),
        profileOf,
      ),
    attributes: (key) =>
      of.hasRegistration
        ? blocksOf(rows(attributesStatement(SQLITE_COUNTING, placeholder, key)), attributeOf)
        : nothing(),
    async revision() {
      const files = store.loadedFiles().map(({ name, digest }) => [name, digest]);
      return createHash('sha256').update(JSON.stringify(files)).digest('hex');
    },
  };
}

/** Whatever else the process has to do is done between two blocks. */
async function* blocksOf<T>(
  rows: Iterable<readonly unknown[]>,
  read: (row: readonly unknown[]) => T,
): AsyncGenerator<readonly T[]> {
  let block: T[] = [];
  for (const row of rows) {
    if (block.push(read(row)) < BLOCK_ROWS) continue;
    yield block;
    block = [];
    await setImmediate();
  }
  if (block.length > 0) yield block;
}

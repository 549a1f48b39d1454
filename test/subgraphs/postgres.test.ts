import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { BLOCK_ROWS, NO_NOTES } from '../../schema/statistics/question.ts';
import { departmentDefinition } from '../../subgraphs/department.ts';
import type { ColumnKind } from '../../subgraphs/shared/tables.ts';
import { countingOf } from '../../subgraphs/sources/counting/tables.ts';
import {
  type DepartmentMapping,
  resolveMapping,
  snakeCase,
} from '../../subgraphs/sources/mapping.ts';
import { openPostgresSource } from '../../subgraphs/sources/postgres.ts';
import { SourceError } from '../../subgraphs/sources/source.ts';
import { CONFORMANCE_ROWS, describeSource } from './sources.conformance.ts';

const URL = process.env.TEST_POSTGRES_URL;
const definition = departmentDefinition('market-regulation');
const { tables, mapping } = definition;
const counting = countingOf(definition);

const SQL_TYPE: Record<ColumnKind, string> = {
  text: 'text',
  date: 'date',
  amount: 'numeric(18,4)',
  integer: 'integer',
  boolean: 'boolean',
  uscc: 'char(20)',
  idNumber: 'varchar(18)',
};

/** The department's own mapping, its tables moved into a schema of the test's own. */
function mappingIn(schema: string): DepartmentMapping {
  return Object.fromEntries(
    [...tables.values()].map((table) => {
      const resolved = resolveMapping(table, mapping);
      const columns = Object.fromEntries(resolved.columns);
      return [table.name, { table: `${schema}.${resolved.table}`, key: resolved.key, columns }];
    }),
  );
}

async function fill(client: pg.Client, schema: string): Promise<void> {
  await client.query(`create schema ${schema}`);
  for (const [name, rows] of Object.entries(CONFORMANCE_ROWS)) {
    const table = tables.get(name);
    if (table === undefined) throw new Error(`no table ${name}`);
    const { table: own, key, columns } = resolveMapping(table, mappingIn(schema));
    const described = table.columns.map(
      (column) => `${columns.get(column.name)} ${SQL_TYPE[column.kind]}`,
    );
    await client.query(`create table ${own} (${key} char(20), ${described.join(', ')})`);
    for (const row of rows) {
      const names = Object.keys(row);
      const places = names.map((_, at) => `$${at + 1}`).join(', ');
      const into = names.map((field) => columns.get(field) ?? key).join(', ');
      await client.query(`insert into ${own} (${into}) values (${places})`, Object.values(row));
    }
  }
}

describeSource(
  'PostgreSQL',
  async (onQuery) => {
    const url = URL ?? '';
    const schema = `conformance_${randomBytes(6).toString('hex')}`;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await fill(client, schema);
    const source = openPostgresSource({
      url,
      tables,
      mapping: mappingIn(schema),
      counting,
      onQuery,
    });
    const cleanUp = async () => {
      await source.close();
      await client.query(`drop schema ${schema} cascade`);
      await client.end();
    };
    return { source, cleanUp };
  },
  { skip: URL === undefined },
);

describe.skipIf(URL === undefined)('counting in PostgreSQL', () => {
  it('gives its rows through a cursor, and goes on when a reader goes away', async () => {
    const url = URL ?? '';
    const schema = `cursor_${randomBytes(6).toString('hex')}`;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await fill(client, schema);
    const { table, key, columns } = mappingIn(schema).penalty ?? {};
    await client.query(`insert into ${table} (${key}, ${columns?.documentNumber})
      select '9199010' || lpad(n::text, 13, '0'), n::text from generate_series(1, 10500) n`);
    const options = { url, tables, mapping: mappingIn(schema), counting, connections: 1 };
    const counter = openPostgresSource(options);
    const items = [{ item: 'penalty', class: 'ADVERSE', condition: { all: [] } }];
    const profiles = () =>
      counter.counter.profiles({ subject: 'LEGAL', items, notes: NO_NOTES }, Buffer.alloc(32));
    for await (const block of profiles()) {
      expect(block).toHaveLength(BLOCK_ROWS);
      break;
    }
    const sizes: number[] = [];
    for await (const block of profiles()) sizes.push(block.length);
    expect(sizes).toEqual([BLOCK_ROWS, expect.any(Number)]);
    expect(sizes[1]).toBeGreaterThanOrEqual(500);
    await counter.close();
    await client.query(`drop schema ${schema} cascade`);
    await client.end();
  });
});

describe('PostgreSQL source', () => {
  const source = openPostgresSource({
    url: 'postgres://nobody:secret-word@127.0.0.1:1/none',
    tables,
    mapping,
  });
  afterAll(() => source.close());

  it('says that the database is down without naming keys or credentials', async () => {
    const asking = source.rows('penalty', ['some-key']);
    await expect(asking).rejects.toThrow(SourceError);
    await expect(asking).rejects.toThrow('database did not answer `penalty`');
    expect(await source.health()).toEqual({ ok: false, reason: 'database does not answer' });
  });

  it('maps what a department names itself and defaults to snake_case', () => {
    const penalty = tables.get('penalty');
    if (penalty === undefined) throw new Error('no penalties');
    const own = resolveMapping(penalty, mapping);
    expect([own.table, own.key, own.columns.get('documentNumber')]).toEqual([
      'xzcf_fr',
      'cf_xdr_shxym',
      'cf_wsh',
    ]);
    expect(resolveMapping(penalty, {}).columns.get('documentNumber')).toBe('document_number');
    expect(snakeCase('person-serious-listing')).toBe('person_serious_listing');
  });

  it('refuses a mapping of a column that does not exist', () => {
    const penalty = tables.get('penalty');
    if (penalty === undefined) throw new Error('no penalties');
    const wrong = { penalty: { table: 't', key: 'k', columns: { documentNumbre: 'x' } } };
    expect(() => resolveMapping(penalty, wrong)).toThrow(
      'expected a column of `penalty`, got `documentNumbre`',
    );
  });
});

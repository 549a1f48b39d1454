import { createServer, type Server } from 'node:net';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGISTER_CODES, RegisterError, unavailable } from '../../registers/errors.ts';
import { openDialect, openRegisters } from '../../registers/store.ts';
import { type Bench, NOW, onEveryDatabase, openBench } from './support/databases.ts';
import {
  ask,
  by,
  COMPANY,
  day,
  expectRefused,
  GUANGDONG,
  grantOf,
  organisation,
  PERSON,
  refusal,
  SYSTEM,
} from './support/samples.ts';

const clock = () => NOW;

onEveryDatabase('failures', (kind) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(kind);
    await bench.registers.identify([PERSON]);
  });
  afterAll(() => bench.close());

  it('no error holds an identifier, whatever it is about', async () => {
    const { registers } = bench;
    const key = PERSON.key;
    const errors = await Promise.all([
      refusal(
        registers.grantAuthorisation(grantOf(PERSON, { until: null }), GUANGDONG, by(PERSON)),
      ),
      refusal(
        registers.grantAuthorisation(
          grantOf(PERSON, { purpose: key.repeat(300) }),
          GUANGDONG,
          by(PERSON),
        ),
      ),
      refusal(
        registers.grantAuthorisation(grantOf({ ...PERSON, key: `${key};` }), GUANGDONG, by(PERSON)),
      ),
      refusal(registers.revokeAuthorisation(key, by(PERSON))),
      refusal(registers.setMembership({ id: key } as never, by(SYSTEM))),
      refusal(registers.retract('lists', key, by(organisation(key)))),
      refusal(registers.recordObjection({ subject: PERSON, item: key, record: '\0' }, by(PERSON))),
      refusal(registers.identify([{ kind: 'natural', key: `${key} ${key}` }])),
      refusal(registers.importFile(`/nowhere/${key}/duties.csv`)),
      refusal(registers.facts(ask(Array.from({ length: 501 }, () => PERSON)))),
    ]);
    for (const error of errors) {
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(key);
      expect(REGISTER_CODES).toContain(error.code);
      expect(error.message).toMatch(/^[^A-Z].*[^.]$/);
    }
  });

  it("a driver's own error, which may quote a key, is not kept", async () => {
    const dialect = openDialect(bench.place);
    const row = { id: 'other', kind: PERSON.kind, key: PERSON.key, recorded_at: 1 };
    const error = await refusal(dialect.write.insertInto('subject').values(row).execute());
    expect(error.code).toBe('REGISTER_UNAVAILABLE');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(PERSON.key);
    await dialect.close();
  });

  it('after closing everything is refused, and closing again is not', async () => {
    const registers = await bench.another();
    await registers.close();
    await expectRefused(registers.facts(ask([PERSON])), 'REGISTER_CLOSED');
    await expectRefused(registers.revokeAuthorisation('A', by(PERSON)), 'REGISTER_CLOSED');
    await registers.close();
  });

  it('subjects are held by their key in one table only', async () => {
    const { registers } = bench;
    await registers.grantAuthorisation(grantOf(PERSON), GUANGDONG, by(PERSON));
    const listed = {
      subject: COMPANY,
      item: null,
      record: null,
      list: 'l',
      authority: 'a',
      legalBasis: null,
      listedOn: day('2026-01-01'),
      termEndsOn: null,
      removedOn: null,
      conditions: null,
      remedies: null,
      basisRecords: [],
      responsiblePersons: [{ role: 'principal', person: PERSON }],
    } as const;
    await registers.setMembership(listed, by(SYSTEM));
    const dialect = openDialect(bench.place);
    const tables = await dialect.read.introspection.getTables();
    const holders: string[] = [];
    const here = ({ schema }: { readonly schema?: string }) =>
      schema === undefined || JSON.stringify(bench.place).includes(schema);
    for (const name of new Set(tables.filter(here).map((table) => table.name))) {
      const rows = await dialect.read.selectFrom(name).selectAll().execute();
      if (JSON.stringify(rows).includes(PERSON.key)) holders.push(name);
    }
    expect(holders).toEqual(['subject']);
    await dialect.close();
  });
});

describe('a database that is not there', () => {
  it('is told at once, without its address', async () => {
    const error = await refusal(
      openRegisters({ url: 'postgres://me:secret-word@127.0.0.1:1/none', clock }),
    );
    expect(error).toMatchObject({
      code: 'REGISTER_UNAVAILABLE',
      facts: { driver: 'ECONNREFUSED' },
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret-word');
    await expectRefused(
      openRegisters({ file: '/dev/null/registers.sqlite', clock }),
      'REGISTER_UNAVAILABLE',
    );
    await expectRefused(openRegisters({ clock }), 'INVALID_ENTRY');
  });

  it('that accepts and never answers is given up in time', async () => {
    const server: Server = createServer(() => undefined);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as { port: number };
    await expectRefused(
      openRegisters({ url: `postgres://me@127.0.0.1:${port}/none`, clock, timeout: 200 }),
      'REGISTER_UNAVAILABLE',
    );
    server.close();
  });

  it('gives codes of drivers and nothing else', () => {
    expect(unavailable({ code: '57P01', detail: PERSON.key }).facts).toEqual({ driver: '57P01' });
    expect(unavailable(new Error(PERSON.key)).facts).toEqual({ driver: 'unknown' });
    expect(unavailable(null)).toBeInstanceOf(RegisterError);
  });
});

const POSTGRES = process.env.TEST_POSTGRES_URL;

describe.skipIf(POSTGRES === undefined)('a PostgreSQL in trouble', () => {
  it('that is slow is given up in time, and used again when it is well', async () => {
    const url = new URL(POSTGRES ?? '');
    url.searchParams.set('options', '-c search_path=registers_slow');
    const client = new pg.Client({ connectionString: POSTGRES });
    await client.connect();
    await client.query(
      'drop schema if exists registers_slow cascade; create schema registers_slow',
    );
    const place = { url: url.href.replaceAll('+', '%20') };
    const registers = await openRegisters({ ...place, clock, timeout: 300, connections: 2 });
    try {
      await client.query('begin; lock table registers_slow.authorisation in access exclusive mode');
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => refusal(registers.facts(ask([PERSON])))),
      );
      expect(answers.map(({ code }) => code)).toEqual(Array(6).fill('REGISTER_UNAVAILABLE'));
      expect(await registers.health()).toEqual({ ok: true });
      await client.query('rollback');
      expect((await registers.facts(ask([PERSON]))).subjects).toHaveLength(1);
    } finally {
      await registers.close();
      await client.query('drop schema registers_slow cascade');
      await client.end();
    }
  });
});

import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { REGISTERS } from '../../registers/definitions/all.ts';
import { columnName } from '../../registers/definitions/register.ts';
import type { Dialect } from '../../registers/dialects/dialect.ts';
import { MIGRATIONS, migrate } from '../../registers/migrations/migrate.ts';
import { openDialect, openRegisters } from '../../registers/store.ts';
import { NOW, onEveryDatabase, type TestDatabase } from './support/databases.ts';
import { ask, by, expectRefused, GUANGDONG, grantOf, PERSON } from './support/samples.ts';

const TABLES = REGISTERS.map(({ table }) => table);

onEveryDatabase('migrations', (kind) => {
  let database: TestDatabase;
  let dialect: Dialect;
  beforeEach(async () => {
    database = await kind.create();
    dialect = openDialect(database.place);
  });
  afterEach(async () => {
    await dialect.close();
    await database.drop();
  });

  const rowsOf = async (table: string) =>
    (
      await sql<Record<string, unknown>>`select * from ${sql.table(table)} order by id`.execute(
        dialect.read,
      )
    ).rows;

  /** A row of every register, as any version holds it: each column by its type. */
  async function fill(): Promise<void> {
    await dialect.write
      .insertInto('subject')
      .values({ id: 's-1', kind: PERSON.kind, key: PERSON.key, recorded_at: NOW })
      .execute();
    for (const register of REGISTERS) {
      const id = register.ofSubject && register.name === 'lifecycle' ? 's-1' : `${register.name}-1`;
      const fields = Object.keys(register.columns).map((name) => [
        columnName(name),
        SAMPLE[name] ?? `${name} text`,
      ]);
      const head = { id, version: 1, recorded_at: NOW, superseded_at: null, row_digest: 'd' };
      const subject = register.ofSubject ? { subject_id: 's-1' } : {};
      await dialect.write
        .insertInto(register.table)
        .values({ ...head, ...subject, ...Object.fromEntries(fields) })
        .execute();
    }
  }

  it.each(MIGRATIONS.map((step, at) => [step.name, at + 1] as const))(
    'a database filled at %s comes to the newest version and loses nothing',
    async (_name, version) => {
      await migrate(dialect, version);
      await fill();
      const before = await Promise.all(TABLES.map(rowsOf));
      await migrate(dialect);
      const after = await Promise.all(TABLES.map(rowsOf));
      for (const [at, rows] of before.entries()) {
        expect(rows).toHaveLength(1);
        expect(after[at]?.[0]).toMatchObject(rows[0] ?? {});
      }
      const registers = await openRegisters({ ...database.place, clock: () => NOW });
      const { subjects } = await registers.facts(ask([PERSON], { grantee: 'F-001' }));
      expect(subjects[0]).toMatchObject({
        bornOn: 5969,
        authorisations: [{ id: 'authorisations-1' }],
      });
      await registers.revokeAuthorisation('authorisations-1', by(PERSON));
      await registers.close();
    },
  );

  it('run once, however many replicas start together', async () => {
    const replicas = await Promise.all(
      [1, 2, 3].map(() => openRegisters({ ...database.place, clock: () => NOW })),
    );
    const versions = await sql<{ version: number }>`select version from register_version`.execute(
      dialect.read,
    );
    expect(versions.rows.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, at) => at + 1));
    await Promise.all(
      replicas.map((replica) => replica.grantAuthorisation(grantOf(PERSON), GUANGDONG, by(PERSON))),
    );
    await Promise.all(replicas.map((replica) => replica.close()));
  });

  it('refuse a database that a newer version has been at', async () => {
    await migrate(dialect);
    await dialect.write
      .insertInto('register_version')
      .values({ version: MIGRATIONS.length + 1, name: '9999-of-tomorrow' })
      .execute();
    await expectRefused(openRegisters({ ...database.place, clock: () => NOW }), 'REGISTER_VERSION');
  });

  it('give every register exactly the columns that its definition names', async () => {
    await migrate(dialect);
    const tables = await dialect.read.introspection.getTables();
    for (const register of REGISTERS) {
      const table = tables.find(({ name }) => name === register.table);
      const own = Object.keys(register.columns).map(columnName);
      const common = ['id', 'version', 'recorded_at', 'superseded_at', 'row_digest'];
      const expected = [...common, ...(register.ofSubject ? ['subject_id'] : []), ...own];
      expect(table?.columns.map(({ name }) => name).sort()).toEqual(expected.sort());
    }
  });
});

/** Values that a column of that name can hold; every other column holds a text. */
const SAMPLE: Readonly<Record<string, string | number>> = {
  bornOn: '1986-05-06',
  diedOn: '2090-01-01',
  terminatedOn: '2090-01-01',
  capacitySince: '2020-01-01',
  capacity: 'full',
  knownAt: '2020-01-01',
  from: '2020-01-01',
  until: '2030-01-01',
  listedOn: '2020-01-01',
  termEndsOn: '2030-01-01',
  removedOn: '2030-01-01',
  changedOn: '2020-01-01',
  receivedOn: '2020-01-01',
  acceptedOn: '2020-01-02',
  forwardedOn: '2020-01-03',
  decidedOn: '2020-01-04',
  newEnd: '2030-01-01',
  requestedOn: '2020-01-01',
  withdrawnOn: '2030-01-01',
  applicantCheckedOn: '2020-01-01',
  publishedOn: '2020-01-01',
  hasResidentId: 1,
  bundled: 0,
  confidentiality: 1,
  excludedDays: 2,
  year: 2026,
  reports: 1,
  adverseNoticeAt: NOW,
  writtenConsentAt: NOW,
  revokedAt: NOW * 2,
  disputedAt: NOW * 2,
  grantee: 'F-001',
  scope: 'all',
  items: 'all',
  purposes: '["loan"]',
  basisRecords: '[]',
  responsiblePersons: '[]',
};

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Audit } from '../../gateway/audit/audit.ts';
import { runAudit } from '../../gateway/audit/cli.ts';
import { checkIndex } from '../../gateway/audit/index/check.ts';
import { catchUp } from '../../gateway/audit/index/indexer.ts';
import { IndexKeeper } from '../../gateway/audit/index/keeper.ts';
import { indexedEntry } from '../../gateway/audit/index/rows.ts';
import { nodeFs } from '../../gateway/audit/log/fs.ts';
import { openLogIndex } from '../../registers/log-index/open.ts';
import type { LogIndex } from '../../registers/log-index/types.ts';
import { openDialect } from '../../registers/store.ts';
import { onEveryDatabase, type TestDatabase } from '../registers/support/databases.ts';
import { answer, detail, digest, key, ORIGIN, recordMany, suite } from './support/samples.ts';

const EVENTS = ['answer'];
const CALLERS = ['firm'];
const SUBJECT = digest('subject 0');

onEveryDatabase('the index of the log', (kind) => {
  let root: string;
  let database: TestDatabase;
  let index: LogIndex;
  let audit: Audit;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'index-'));
    database = await kind.create();
    index = await openLogIndex(database.place);
    audit = await open('log', ORIGIN);
  });
  afterEach(async () => {
    await audit.close();
    await index.close();
    await database.drop();
    await rm(root, { recursive: true });
  });

  async function open(name: string, origin: string): Promise<Audit> {
    await mkdir(join(root, name), { recursive: true });
    return Audit.open({ fs: nodeFs(join(root, name)), suite, origin, key });
  }

  async function bringUp(from = audit, into = index): Promise<number> {
    await from.log.integrate();
    const { origin } = from.log;
    const size = () => from.log.checkpoint.size;
    const readMany = (first: number, end: number) => from.log.readMany(first, end);
    return catchUp(suite, { origin, size, readMany }, into);
  }

  const looks = (more: object = {}) =>
    index.accesses({
      digests: [SUBJECT],
      events: EVENTS,
      callers: CALLERS,
      after: null,
      limit: 1000,
      ...more,
    });

  async function verify(): Promise<{ code: number; report: Record<string, unknown> }> {
    let text = '';
    const { place } = database;
    const env = 'url' in place ? { DATABASE_URL: place.url } : {};
    if ('file' in place) await link(place.file);
    const code = await runAudit(['--log', join(root, 'log'), 'verify'], env, (part) => {
      text += part;
    });
    return { code, report: JSON.parse(text) };
  }

  /** Registers stand beside the log. */
  async function link(file: string): Promise<void> {
    const { symlink } = await import('node:fs/promises');
    await symlink(file, join(root, 'registers.sqlite')).catch(() => undefined);
  }

  async function damage(statement: string): Promise<void> {
    const dialect = openDialect(database.place);
    await sql.raw(statement).execute(dialect.write);
    await dialect.close();
  }

  it('says what the entries say, and is made once', async () => {
    await recordMany(audit, 3);
    expect(await bringUp()).toBe(3);
    expect(await bringUp()).toBe(0);
    const found = await looks();
    expect(found.map((look) => look.index)).toEqual([2, 1, 0]);
    expect(found[0]).toMatchObject({
      log: ORIGIN,
      event: 'answer',
      caller: 'firm',
      organisation: 'org-17',
      organisationName: '示例征信公司',
      purpose: 'loan',
      channel: 'internet',
      decisions: [
        { items: ['registration', 'annual-tax-paid'], outcome: 'disclosed' },
        { items: ['penalty'], outcome: 'silent', reason: 'PERIOD_ENDED' },
      ],
      records: [{ item: 'penalty', outcome: 'silent', reason: 'PERIOD_ENDED', count: 1 }],
    });
  });

  it('counts a subject that was asked in two places of an operation once', async () => {
    const { decisions, subjects } = detail();
    await audit.record(answer({ detail: { decisions, subjects: [...subjects, ...subjects] } }));
    await bringUp();
    expect((await looks()).map(({ records }) => records[0]?.count)).toEqual([2]);
  });

  it('resumes after a crash at any commit, and is never ahead', async () => {
    await recordMany(audit, 600);
    let commits = 0;
    const crashing: LogIndex = {
      ...index,
      extend: async (...given) => {
        if (commits++ === 1) throw new Error('crash');
        return index.extend(...given);
      },
    };
    await expect(bringUp(audit, crashing)).rejects.toThrow('crash');
    expect(await index.head(ORIGIN)).toMatchObject({ size: 256 });
    expect(await verify()).toMatchObject({ code: 0, report: { size: 600, indexed: 256 } });
    expect(await bringUp()).toBe(344);
    expect(await verify()).toMatchObject({ code: 0, report: { indexed: 600 } });
  });

  it('is made and compared in parts when entries are large', async () => {
    await recordMany(audit, 260);
    await audit.log.integrate();
    const { log } = audit;
    const source = {
      origin: log.origin,
      size: () => log.checkpoint.size,
      readMany: async (from: number, to: number) => (await log.readMany(from, to)).slice(0, 100),
    };
    expect(await catchUp(suite, source, index)).toBe(260);
    expect(await checkIndex(suite, ORIGIN, async () => source, index)).toBe(260);
    await damage(`update log_subject set digest = 'another' where idx = 259`);
    const checked = checkIndex(suite, ORIGIN, async () => source, index);
    await expect(checked).rejects.toMatchObject({ code: 'INDEX_DIFFERS', facts: { index: 259 } });
  });

  it('is the same when two processes make it at once', async () => {
    await recordMany(audit, 600);
    const other = await openLogIndex(database.place);
    const added = await Promise.all([bringUp(audit, index), bringUp(audit, other)]);
    await other.close();
    expect(added.reduce((sum, count) => sum + count, 0)).toBe(600);
    expect(await verify()).toMatchObject({ code: 0, report: { indexed: 600 } });
  });

  it('holds the logs of several replicas side by side, newest first', async () => {
    const second = await open('log-2', 'gateway.example/log/2');
    await audit.record(answer());
    await second.record(answer());
    await Promise.all([bringUp(), bringUp(second)]);
    await second.close();
    expect((await looks()).map(({ log }) => log).sort()).toEqual([
      'gateway.example/log/1',
      'gateway.example/log/2',
    ]);
    expect(await looks({ callers: ['agency'] })).toEqual([]);
  });

  it('is made again for another log under the same name', async () => {
    await recordMany(audit, 5);
    await bringUp();
    await audit.close();
    await rm(join(root, 'log'), { recursive: true });
    audit = await open('log', ORIGIN);
    await recordMany(audit, 6);
    expect(await bringUp()).toBe(6);
    expect(await verify()).toMatchObject({ code: 0, report: { indexed: 6 } });
  });

  it('pages through 10,000 looks, each once, while others are added', async () => {
    await audit.record(answer());
    await audit.log.integrate();
    const [first] = await audit.log.readMany(0, 1);
    if (first === undefined) throw new Error('expected an entry');
    const entry = indexedEntry(suite, 0, first);
    const entries = Array.from({ length: 10_000 }, (_, i) => ({ ...entry, index: i }));
    await index.extend(ORIGIN, 0, entries);
    const seen: number[] = [];
    let added = 9_999;
    let after = null;
    for (;;) {
      const page: Awaited<ReturnType<typeof looks>> = await looks({ after, limit: 1000 });
      seen.push(...page.map((look) => look.index));
      const last = page.at(-1);
      if (last === undefined) break;
      after = { time: last.time, log: last.log, index: last.index };
      const newest = { ...entry, time: entry.time + 1, index: ++added };
      await index.extend(ORIGIN, added, [newest]);
    }
    expect(seen).toEqual(Array.from({ length: 10_000 }, (_, i) => 9_999 - i));
  });

  describe('is found to differ where', () => {
    beforeEach(async () => {
      await recordMany(audit, 300);
      await bringUp();
    });

    it.each([
      ['a row was changed', `update log_entry set purpose = 'x' where idx = 270`, 270],
      ['a decision was changed', `update log_decision set items = '[]' where idx = 7`, 7],
      ['a look at a subject is missing', 'delete from log_subject where idx = 299', 299],
      ['an entry is missing', 'delete from log_entry where idx = 12', 12],
      ['it is ahead of the log', 'update log_head set size = 400', 300],
      [
        'a look was made up',
        `insert into log_subject select log, idx, 'made up', time, decisions, records
          from log_subject where idx = 3`,
        3,
      ],
      [
        'an entry was made up',
        `insert into log_entry select log, 500, time, event, leaf, caller, organisation,
          organisation_name, operator, operator_name, purpose, case_number, channel, regulation,
          code, outcomes from log_entry where idx = 3`,
        500,
      ],
    ])('%s', async (_what, statement, at) => {
      await damage(statement);
      expect(await verify()).toMatchObject({
        code: 1,
        report: { ok: false, code: 'INDEX_DIFFERS', index: at },
      });
      if ('file' in database.place) await link(database.place.file);
      const env = 'url' in database.place ? { DATABASE_URL: database.place.url } : {};
      const made = await runAudit(
        ['--log', join(root, 'log'), 'index', '--rebuild'],
        env,
        () => undefined,
      );
      expect(made).toBe(0);
      expect(await verify()).toMatchObject({ code: 0, report: { indexed: 300 } });
    });
  });

  it('is kept up while the log runs, and catches up when the database is back', async () => {
    let isDown = true;
    const failing: LogIndex = {
      ...index,
      head: (log) => (isDown ? Promise.reject(new Error('down')) : index.head(log)),
    };
    const { log } = audit;
    const keeper = new IndexKeeper(
      suite,
      {
        origin: log.origin,
        size: () => log.checkpoint.size,
        readMany: (from, to) => log.readMany(from, to),
      },
      failing,
      () => undefined,
    );
    await recordMany(audit, 10);
    await log.integrate();
    await expect(keeper.caughtUp()).rejects.toThrow('down');
    expect(await looks()).toEqual([]);
    isDown = false;
    await keeper.caughtUp();
    expect(await looks()).toHaveLength(10);
    await keeper.close();
  });
});

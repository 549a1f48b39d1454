import { appendFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BLOCK_ROWS, type Counted, NO_NOTES } from '../../schema/statistics/question.ts';
import { syntheticUscc } from '../../subgraphs/generate/codes.ts';
import { type DropSource, openDropSource } from '../../subgraphs/sources/drop/source.ts';
import { CONFORMANCE_ROWS, describeSource } from './sources.conformance.ts';
import { COMPANY, dropOptions, PERSON, temporaryFolder, writeDrop, writeRows } from './support.ts';

const [first = '', second = ''] = COMPANY;
const [person = ''] = PERSON;
const PENALTIES: Counted = {
  subject: 'LEGAL',
  items: [{ item: 'penalty', class: 'ADVERSE', condition: { all: [] } }],
  notes: NO_NOTES,
};
const BAD_ID = '990101199001010010';

describeSource('drop, NDJSON', async (onQuery) => {
  const folder = temporaryFolder();
  writeRows(folder.path, CONFORMANCE_ROWS);
  const options = dropOptions('market-regulation', folder.path, join(folder.path, 'state'));
  const source = await openDropSource({ ...options, onQuery });
  const cleanUp = async () => {
    await source.close();
    folder.remove();
  };
  return { source, cleanUp };
});

describeSource('drop, CSV', async (onQuery) => {
  const folder = temporaryFolder();
  for (const [table, rows] of Object.entries(CONFORMANCE_ROWS)) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const cell = (value: unknown) => `"${String(value ?? '').replaceAll('"', '""')}"`;
    const lines = rows.map((row) => columns.map((name) => cell(row[name])).join(','));
    writeDrop(folder.path, `${table}.csv`, [`\uFEFF${columns.join(',')}`, ...lines]);
  }
  const options = dropOptions('market-regulation', folder.path, join(folder.path, 'state'));
  const source = await openDropSource({ ...options, onQuery });
  const cleanUp = async () => {
    await source.close();
    folder.remove();
  };
  return { source, cleanUp };
});

describe('drop folder', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let state: ReturnType<typeof temporaryFolder>;
  let source: DropSource | undefined;

  beforeEach(() => {
    folder = temporaryFolder();
    state = temporaryFolder();
  });
  afterEach(async () => {
    await source?.close();
    source = undefined;
    folder.remove();
    state.remove();
  });

  const open = async (watch = false): Promise<DropSource> => {
    await source?.close();
    source = await openDropSource({
      ...dropOptions('market-regulation', folder.path, state.path),
      watch,
    });
    return source;
  };
  const numbers = async (key = first): Promise<unknown[]> => {
    const rows = (await source?.rows('penalty', [key]))?.get(key) ?? [];
    return rows.map((row) => row.documentNumber);
  };

  it('reports a bad CSV row by file, line, column and reason, and loads the rest', async () => {
    writeDrop(folder.path, 'penalty.csv', [
      'uscc,documentNumber,decisionDate,fineAmount,continuing,procedure,facts',
      `${first},ok-1,2024-02-29,1.5,true,general,"two\nlines"`,
      `${first},bad-date,2023-02-29,,,,`,
      `${first},bad-number,,1e9,,,`,
      `${first},bad-flag,,,yes,,`,
      `${first},,,,,,`,
      `${PERSON[0]},a-person,,,,,`,
      `${first},too few`,
      `${first},bad-word,,,,verbal,`,
      `${first},ok-1,,,,,`,
      `${first},bad-text,,,,,\uFFFD`,
      `${first},ok-2,,,,,`,
    ]);
    const { report } = await open();
    expect(await numbers()).toEqual(['ok-1', 'ok-2']);
    const { refused, rows } = report.call(source);
    expect(refused).toBe(9);
    expect(rows.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [4, 'decisionDate', 'DATE'],
      [5, 'fineAmount', 'NUMBER'],
      [6, 'continuing', 'BOOLEAN'],
      [7, 'documentNumber', 'MISSING'],
      [8, 'uscc', 'USCC'],
      [9, null, 'COLUMN_COUNT'],
      [10, 'procedure', 'NOT_IN_VOCABULARY'],
      [11, null, 'DUPLICATE'],
      [12, 'facts', 'ENCODING'],
    ]);
    expect(rows.every(({ file }) => file === 'penalty.csv')).toBe(true);
  });

  it('reports a bad NDJSON row and never a value', async () => {
    writeDrop(folder.path, 'person-penalty.ndjson', [
      { idNumber: person, documentNumber: 'ok' },
      '{"idNumber": broken',
      '["not an object"]',
      { idNumber: BAD_ID, documentNumber: 'wrong check character' },
      { idNumber: person, documentNumber: 'number as text', fineAmount: '12' },
      { idNumber: person, documentNumber: { nested: true } },
      '',
      { idNumber: person, documentNumber: 'no such column', secret: BAD_ID },
      { idNumber: person, documentNumber: 'long', facts: 'x'.repeat(1 << 20) },
    ]);
    const { report } = await open();
    const reported = report.call(source);
    expect(reported.refused).toBe(5);
    expect(reported.rows.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [2, null, 'SYNTAX'],
      [3, null, 'SYNTAX'],
      [4, 'idNumber', 'ID_NUMBER'],
      [6, 'documentNumber', 'SYNTAX'],
      [8, null, 'UNKNOWN_COLUMN'],
      [9, null, 'TOO_LONG'],
    ]);
    expect(JSON.stringify(reported)).not.toContain(BAD_ID);
  });

  it('refuses a CSV file without its key column as a whole, and notes unknown columns by place', async () => {
    writeDrop(folder.path, 'penalty.csv', [`${BAD_ID},x`, `${BAD_ID},y`]);
    writeDrop(folder.path, 'licence.csv', [`uscc,licenceNumber,${BAD_ID}`, `${first},L-1,x`]);
    writeDrop(folder.path, 'no-such-type.csv', ['a', 'b']);
    await open();
    const report = source?.report();
    expect(report?.rows).toEqual([
      { file: 'no-such-type.csv', line: 1, column: null, reason: 'UNKNOWN_RECORD_TYPE' },
      { file: 'licence.csv', line: 1, column: '#3', reason: 'UNKNOWN_COLUMN' },
      { file: 'penalty.csv', line: 1, column: 'uscc', reason: 'MISSING_COLUMN' },
      { file: 'penalty.csv', line: 1, column: 'documentNumber', reason: 'MISSING_COLUMN' },
    ]);
    expect((await source?.rows('licence', [first]))?.get(first)).toHaveLength(1);
    expect(JSON.stringify(report)).not.toContain(BAD_ID);
  });

  it('survives broken quoting', async () => {
    writeDrop(folder.path, 'penalty.csv', [
      'uscc,documentNumber',
      `${first},ok-1`,
      `${first},"bro"ken`,
      `${first},ok-2`,
    ]);
    await open();
    expect(await numbers()).toContain('ok-1');
    expect(source?.report().rows[0]).toMatchObject({ file: 'penalty.csv', reason: 'SYNTAX' });
  });

  it('keeps a registered code whose check character is wrong', async () => {
    const code = '919901000000000001';
    writeDrop(folder.path, 'penalty.csv', ['uscc,documentNumber', `${code},N-1`]);
    await open();
    expect(await numbers(code)).toEqual(['N-1']);
  });

  it('joins the parts of a record type, and takes a change of one part', async () => {
    writeDrop(folder.path, 'penalty.csv', ['uscc,documentNumber', `${first},A`]);
    writeDrop(folder.path, 'penalty.2026-10.ndjson', [{ uscc: first, documentNumber: 'B' }]);
    await open();
    expect(await numbers()).toEqual(['A', 'B']);
    rmSync(join(folder.path, 'penalty.csv'));
    await source?.reload();
    expect(await numbers()).toEqual(['B']);
  });

  it('shows the old rows until a reload is complete, then the new ones', async () => {
    const rows = (word: string) => [
      'uscc,documentNumber',
      ...Array.from({ length: 5_000 }, (_, n) => `${first},${word}-${n}`),
    ];
    writeDrop(folder.path, 'penalty.csv', rows('old'));
    await open();
    writeDrop(folder.path, 'penalty.csv', rows('new'));
    const seen = new Set<string>();
    let done = false;
    const reloading = source?.reload().finally(() => {
      done = true;
    });
    while (!done) {
      const found = await numbers();
      seen.add(
        `${found.length} ${String(found[0]).slice(0, 3)} ${String(found.at(-1)).slice(0, 3)}`,
      );
      await new Promise(setImmediate);
    }
    await reloading;
    seen.add(`after ${String((await numbers())[0]).slice(0, 3)}`);
    expect([...seen].filter((state) => !state.startsWith('5000 new'))).toEqual([
      '5000 old old',
      'after new',
    ]);
  });

  it('keeps the old rows when a reload fails, and says so', async () => {
    writeDrop(folder.path, 'penalty.csv', ['uscc,documentNumber', `${first},A`]);
    await open();
    rmSync(join(folder.path, 'penalty.csv'));
    // A directory with a data file's name can be seen but not read.
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(folder.path, 'penalty.csv'));
    await expect(source?.reload()).rejects.toThrow();
    expect(await numbers()).toEqual(['A']);
    expect(await source?.health()).toEqual({ ok: false, reason: 'last reload failed' });
  });

  it('does not load an unchanged file again, not even a touched one', async () => {
    const path = join(folder.path, 'penalty.csv');
    writeDrop(folder.path, 'penalty.csv', ['uscc,documentNumber', `${first},A`, `${first},`]);
    await open();
    const load = vi.spyOn(
      (await import('../../subgraphs/sources/drop/store.ts')).DropStore.prototype,
      'insert',
    );
    utimesSync(path, new Date(0), new Date(0));
    await open();
    expect(load).not.toHaveBeenCalled();
    expect(source?.report().refused).toBe(1);
    appendFileSync(path, `${first},B\n`);
    await open();
    expect(load).toHaveBeenCalledTimes(2);
    expect(await numbers()).toEqual(['A', 'B']);
    load.mockRestore();
  });

  it('takes a file that arrives while it watches', async () => {
    await open(true);
    expect(await numbers(second)).toEqual([]);
    const beside = join(folder.path, 'penalty.csv.part');
    writeFileSync(beside, `uscc,documentNumber\n${second},W\n`);
    renameSync(beside, join(folder.path, 'penalty.csv'));
    await vi.waitFor(async () => expect(await numbers(second)).toEqual(['W']), { timeout: 5_000 });
  });

  it('treats a folder that does not exist as empty', async () => {
    source = await openDropSource(
      dropOptions('market-regulation', join(folder.path, 'later'), state.path),
    );
    expect(await numbers()).toEqual([]);
    expect(source.report()).toEqual({ refused: 0, refusedByTable: {}, rows: [] });
  });

  it('answers nothing once closed', async () => {
    const opened = await open();
    await opened.close();
    await expect(opened.rows('penalty', [first])).rejects.toThrow('source is closed');
    expect(await opened.health()).toEqual({ ok: false, reason: 'source is closed' });
    const counting = opened.counter.profiles(PENALTIES, Buffer.alloc(32));
    await expect(counting[Symbol.asyncIterator]().next()).rejects.toThrow('store did not count');
  });

  it('counts one state of its rows, and lets others in between two blocks', async () => {
    const path = join(folder.path, 'penalty.csv');
    const rows = Array.from({ length: BLOCK_ROWS + 5 }, (_, n) => `${syntheticUscc(n)},A-${n}`);
    writeFileSync(path, `uscc,documentNumber\n${rows.join('\n')}\n`);
    const opened = await open();
    // two statements: the second begins when there are other rows
    const twice = { ...PENALTIES, items: [...PENALTIES.items, ...PENALTIES.items] };
    const counting = opened.counter.profiles(twice, Buffer.alloc(32))[Symbol.asyncIterator]();
    expect((await counting.next()).value).toHaveLength(BLOCK_ROWS);
    writeFileSync(path, `uscc,documentNumber\n${first},B\n`);
    await opened.reload();
    expect(await numbers()).toEqual(['B']);
    let others = 0;
    setImmediate(() => {
      others += 1;
    });
    expect((await counting.next()).value).toHaveLength(BLOCK_ROWS);
    expect(others).toBe(1);
    expect((await counting.next()).value).toHaveLength(10);
    expect((await counting.next()).done).toBe(true);
  });
});

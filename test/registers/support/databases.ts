import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe } from 'vitest';
import type { Registers, RegistersOptions } from '../../../registers/store.ts';
import { openRegisters } from '../../../registers/store.ts';

/** Where a database is; anybody may open it as often as it likes. */
export type Place = { readonly url: string } | { readonly file: string };

export interface TestDatabase {
  readonly place: Place;
  drop(): Promise<void>;
}

export interface Kind {
  readonly name: string;
  readonly skip: boolean;
  create(): Promise<TestDatabase>;
}

const POSTGRES_URL = process.env.TEST_POSTGRES_URL;

/** The embedded database, which is always there. */
export const SQLITE: Kind = {
  name: 'SQLite',
  skip: false,
  async create() {
    const folder = mkdtempSync(join(tmpdir(), 'registers-'));
    return {
      place: { file: join(folder, 'registers.sqlite') },
      drop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

/** A schema of its own in the PostgreSQL that the environment names. */
export const POSTGRES: Kind = {
  name: 'PostgreSQL',
  skip: POSTGRES_URL === undefined,
  async create() {
    const schema = `registers_${randomBytes(6).toString('hex')}`;
    const url = new URL(POSTGRES_URL ?? '');
    await inPostgres(`create schema ${schema}`);
    url.searchParams.set('options', `-c search_path=${schema}`);
    return {
      place: { url: url.href.replaceAll('+', '%20') },
      drop: () => inPostgres(`drop schema ${schema} cascade`),
    };
  },
};

const KINDS: readonly Kind[] = [SQLITE, POSTGRES];

async function inPostgres(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: POSTGRES_URL });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Runs a suite on every database; the one that is not there is skipped visibly. */
export function onEveryDatabase(name: string, suite: (kind: Kind) => void): void {
  for (const kind of KINDS) {
    describe.skipIf(kind.skip)(`${name}: ${kind.name}`, () => suite(kind));
  }
}

/** 10:00 in Asia/Shanghai on the day that the generated data is made for. */
export const NOW = Date.parse('2026-11-15T10:00:00+08:00');

/** Registers in a database of their own, with a clock that stands still until it is set. */
export interface Bench {
  readonly registers: Registers;
  readonly place: Place;
  readonly statements: string[];
  readonly time: { now: number };
  /** Another process' view of the same database. */
  another(options?: Partial<RegistersOptions>): Promise<Registers>;
  close(): Promise<void>;
}

export async function openBench(kind: Kind): Promise<Bench> {
  const database = await kind.create();
  const time = { now: NOW };
  const statements: string[] = [];
  const opened: Registers[] = [];
  const open = async (options: Partial<RegistersOptions> = {}) => {
    const registers = await openRegisters({
      ...database.place,
      clock: () => time.now,
      ...options,
    });
    opened.push(registers);
    return registers;
  };
  const registers = await open({ onStatement: (statement) => statements.push(statement) });
  statements.length = 0;
  return {
    registers,
    place: database.place,
    statements,
    time,
    another: open,
    async close() {
      await Promise.all(opened.map((one) => one.close()));
      await database.drop();
    },
  };
}

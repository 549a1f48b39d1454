import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FactsCache } from '../../registers/facts/cache.ts';
import type { FactsQuestion, RequestRegisterFacts } from '../../registers/facts/types.ts';
import { importFolder } from '../../registers/import.ts';
import { openRegisters, type Registers } from '../../registers/store.ts';
import { mapKeyOf } from '../../registers/subject.ts';
import type { Config } from '../config.ts';
import type { FactsSource } from './facts.ts';
import { type LawsInForce, lawsRead } from './laws.ts';

/** The registers as the request handler asks them. */
export interface OpenFacts extends FactsSource {
  readonly registers: Registers;
  readonly laws: LawsInForce;
  health(): Promise<boolean>;
  close(): Promise<void>;
}

const NOBODY: FactsQuestion = { subjects: [], grantee: null, organisation: null, purpose: null };

/** The registers' database: PostgreSQL where it is named, else a file in the state directory. */
export function registersPlace({
  DATABASE_URL: url,
  STATE_DIR,
}: Pick<Config, 'DATABASE_URL' | 'STATE_DIR'>):
  | { readonly url: string }
  | { readonly file: string } {
  return url === undefined ? { file: join(STATE_DIR, 'registers.sqlite') } : { url };
}

/** More subjects than this are never asked about in one statement. */
const SUBJECTS_PER_QUESTION = 500;

/**
 * Opens the registers: PostgreSQL where the configuration names it, else SQLite in the state
 * directory. The drop files of the registers are loaded at every start; a file loaded before changes
 * nothing.
 */
export async function openFacts(
  config: Pick<Config, 'DATABASE_URL' | 'STATE_DIR' | 'DATA_DIR'>,
  now: () => number,
  notice: (event: string, facts: Readonly<Record<string, unknown>>) => void,
  cache?: FactsCache,
): Promise<OpenFacts> {
  await mkdir(config.STATE_DIR, { recursive: true, mode: 0o700 });
  const place = registersPlace(config);
  const registers = await openRegisters({ ...place, clock: now, ...(cache && { cache }) });
  const folder = join(config.DATA_DIR, 'registers');
  if (existsSync(folder)) {
    const reports = await importFolder(registers, folder);
    const refused = reports.reduce((sum, report) => sum + report.refused, 0);
    if (refused > 0) notice('register rows refused', { refused });
  }
  const laws = lawsRead();
  const ask = async (question: FactsQuestion): Promise<RequestRegisterFacts> => {
    const answer = await registers.facts(question);
    laws.read(answer.laws, answer.knownAt);
    return answer;
  };
  await ask(NOBODY);
  return {
    registers,
    laws: laws.inForce,
    async lookUp({ subjects, organisation, purpose, at }) {
      const caller = { grantee: organisation, organisation, purpose, at };
      const chunks = inChunks(subjects, SUBJECTS_PER_QUESTION);
      const answers = await Promise.all(chunks.map((chunk) => ask({ ...caller, subjects: chunk })));
      const first = answers[0] ?? (await ask({ ...caller, subjects: [] }));
      const found = answers.flatMap((answer) => answer.subjects);
      return {
        caller: first.caller,
        knownAt: answers.every(({ knownAt }) => knownAt === first.knownAt) ? first.knownAt : null,
        subjects: new Map(
          subjects.flatMap((subject, index) => {
            const facts = found[index];
            return facts === undefined ? [] : [[mapKeyOf(subject), facts] as const];
          }),
        ),
      };
    },
    health: () =>
      ask(NOBODY).then(
        () => true,
        () => false,
      ),
    close: () => registers.close(),
  };
}

function inChunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}

import { existsSync } from 'node:fs';
import { openRegisters, type Registers } from '../../../registers/store.ts';
import { type Config, readConfig } from '../../config.ts';
import { openSubjectKeys, subjectKeysFile } from '../disclosure-log.ts';
import type { Detail, Entry } from '../entry/schema.ts';
import { decodeDetail, decodeEntry } from '../entry/seal.ts';
import type { Subject } from '../entry/subject-keys.ts';
import { hasCode } from '../errors.ts';
import { treeHasher } from '../log/merkle.ts';
import { inclusionProof, verifyInclusion } from '../log/proof.ts';
import { readEntry, tileReader } from '../log/tile-reader.ts';
import { type Compared, decideAgain, type SubjectThen } from '../replay/decide.ts';
import { lawThen } from '../replay/law.ts';
import { askedThen, notReplayable } from '../replay/question.ts';
import { givenIn, knownTo, subjectsOfDigests } from '../replay/subjects.ts';
import {
  type Invocation,
  mustReadCheckpoint,
  numbers,
  type Result,
  UsageError,
} from './invocation.ts';

/**
 * `audit replay INDEX [-]`: decides the question of an entry again, by the law, the registers and the
 * clock of then, and compares each item's outcome and reason. Of records the log holds digests alone,
 * so what became of them is not compared.
 *
 * @throws AuditError `NOT_REPLAYABLE` when something of then is not here
 */
export async function replay(invocation: Invocation): Promise<Result> {
  const [place, source, ...more] = invocation.args;
  if (more.length > 0 || (source !== undefined && source !== '-')) {
    throw new UsageError('expected an index, and `-` when identifiers are given');
  }
  const [index = 0] = numbers(place === undefined ? [] : [place], 1);
  const { entry, detail } = await provenEntry(invocation, index);
  const asked = askedThen(entry);
  const config = readConfig(invocation.env);
  const law = lawThen(config, entry);
  const given = source === undefined ? null : givenIn(await invocation.input());
  return withRegisters(invocation, async (registers) => {
    const found = await subjectsBehind(invocation, config, detail, given ?? knownTo(registers));
    const subjects = subjectsThen(detail, found);
    const compared = await decideAgain(law, registers, asked, subjects);
    return { index, ...factsOf(entry, detail), ...resultOf(compared) };
  });
}

function factsOf({ regulation, decidedAt }: Entry, { subjects }: Detail) {
  const clocks = [...new Set(subjects.map(({ knownAt }) => knownAt))];
  return {
    regulation: regulation?.pack,
    decidedAt,
    knownAt: clocks,
    subjects: subjects.length,
    recordsNotCompared: subjects.reduce((sum, { records }) => sum + (records?.length ?? 0), 0),
  };
}

function resultOf(compared: readonly Compared[]) {
  const differing = compared.filter(
    ({ logged, replayed }) =>
      logged.outcome !== replayed.outcome || logged.reason !== replayed.reason,
  );
  const items = compared.length;
  return { ok: differing.length === 0, items, same: items - differing.length, differing };
}

/** An entry that is in the tree of the checkpoint, with its detail. */
async function provenEntry(
  { suite, fs, keys, archives }: Invocation,
  index: number,
): Promise<{ readonly entry: Entry; readonly detail: Detail }> {
  const { size, root } = await mustReadCheckpoint(suite, fs, keys);
  const hasher = treeHasher(suite);
  const proof = await inclusionProof(tileReader(fs, hasher, size), hasher, index, size);
  const kept = await readEntry([fs, ...archives], index, size).catch((cause: unknown) => {
    if (!hasCode(cause, 'NOT_HERE')) throw cause;
    throw notReplayable('the entry in the log or an archive', { cause });
  });
  verifyInclusion(hasher, { index, size, leaf: hasher.leaf(kept.entry), root, proof });
  const entry = decodeEntry(kept.entry);
  const detail = decodeDetail(suite, entry, kept.detail);
  if (detail === undefined || detail.subjects.length === 0) {
    throw notReplayable('an entry of decisions about somebody');
  }
  return { entry, detail };
}

async function subjectsBehind(
  { suite }: Invocation,
  config: Config,
  { subjects }: Detail,
  candidates: Parameters<typeof subjectsOfDigests>[3],
): Promise<ReadonlyMap<string, Subject>> {
  if (!existsSync(subjectKeysFile(config))) throw notReplayable("the secret of the subjects' keys");
  const keys = await openSubjectKeys(suite, config);
  try {
    const digests = new Set(subjects.map(({ digest }) => digest));
    return await subjectsOfDigests(suite, keys, digests, candidates);
  } finally {
    await keys.close();
  }
}

function subjectsThen(
  { subjects, decisions }: Detail,
  found: ReadonlyMap<string, Subject>,
): readonly SubjectThen[] {
  return subjects.map(({ digest, kind, knownAt, decisions: place }, n) => {
    const identifier = found.get(digest)?.identifier;
    if (identifier === undefined) throw new TypeError('expected everybody of the entry');
    if (knownAt === undefined) {
      throw notReplayable('an entry that tells what the registers knew, read in one moment');
    }
    return { n, kind, key: identifier, knownAt, decisions: decisions[place] ?? [] };
  });
}

async function withRegisters<T>(
  { database }: Invocation,
  work: (registers: Registers) => Promise<T>,
): Promise<T> {
  if ('file' in database && !existsSync(database.file)) throw notReplayable('the registers');
  const registers = await openRegisters({ ...database, clock: Date.now });
  try {
    return await work(registers);
  } finally {
    await registers.close();
  }
}

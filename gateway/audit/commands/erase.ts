import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openPolicy } from '../../../policy/policy.ts';
import { readLogIndex } from '../../../registers/log-index/open.ts';
import { subjectRef } from '../../../registers/subject.ts';
import { type Config, readConfig } from '../../config.ts';
import { Audit } from '../audit.ts';
import { openSubjectKeys, subjectKeysFile } from '../disclosure-log.ts';
import type { Subject } from '../entry/subject-keys.ts';
import { type Erased, type Erasure, type ErasureParts, eraseSubject } from '../erasure.ts';
import { AuditError, hasCode } from '../errors.ts';
import { loadSigningKey } from '../keys.ts';
import { givenIn } from '../replay/subjects.ts';
import { type Invocation, mustReadCheckpoint, type Result, UsageError } from './invocation.ts';

/**
 * `audit erase --by WHO …`: destroys the key of the subject that the standard input names, so that
 * nobody can say any more which entries of the log are about it. What the log says and proves stays.
 * The identifier is never written. While an entry about the subject must be kept, only on an order.
 */
export async function erase(invocation: Invocation): Promise<Result> {
  const { by: operator, order = null, articles, args, input } = invocation;
  if (args.length > 0) throw new UsageError('expected the subject on the standard input alone');
  if (operator === undefined) throw new UsageError('expected `--by`: the person who erases');
  if (order === null && articles.length === 0) {
    throw new UsageError('expected what it is erased on: `--order` or `--article`');
  }
  const subject = oneSubject(await input());
  return using(invocation, readConfig(invocation.env), async (parts) => {
    const erased = await recorded(parts, { subject, operator, order, articles });
    return { ok: true, log: parts.audit.log.origin, ...erased };
  });
}

/** Spelt as the log spells it: another spelling has no key, and would look like one erased before. */
function oneSubject(text: string): Subject {
  const [given, ...more] = [...givenIn(text)].flat();
  const named = given === undefined ? null : subjectRef(given.kind, given.identifier);
  if (named !== null && more.length === 0) return { kind: named.kind, identifier: named.key };
  throw new UsageError('expected one subject on the standard input: `natural ID` or `legal USCC`');
}

/** What the log refuses to hold is what was given here. */
async function recorded(parts: ErasureParts, erasure: Erasure): Promise<Erased> {
  try {
    return await eraseSubject(parts, erasure);
  } catch (cause) {
    if (!hasCode(cause, 'ENTRY_INVALID')) throw cause;
    throw new UsageError(
      'expected `--by`, `--order` and `--article` without identifiers, articles such as `pipl:47`',
      { cause },
    );
  }
}

async function using<T>(
  invocation: Invocation,
  config: Config,
  work: (parts: ErasureParts) => Promise<T>,
): Promise<T> {
  const { suite, database } = invocation;
  const { REGULATION: regulation, overlays, readings, clock } = config;
  const { pack } = openPolicy({ regulation, overlays, readings });
  if (!existsSync(subjectKeysFile(config))) {
    throw new AuditError('NO_SUBJECT_KEY', "expected the secret of the subjects' keys, got none");
  }
  const now = clock ?? Date.now();
  const audit = await openAudit(invocation, config, now);
  const isIndexed = !('file' in database) || existsSync(database.file);
  const index = isIndexed ? readLogIndex(database) : null;
  try {
    const subjectKeys = await openSubjectKeys(suite, config);
    try {
      return await work({ suite, audit, subjectKeys, index, pack, now });
    } finally {
      await subjectKeys.close();
    }
  } finally {
    await index?.close();
    await audit.close();
  }
}

/** The log for writing: only while no gateway writes it. */
async function openAudit(invocation: Invocation, config: Config, now: number): Promise<Audit> {
  const { suite, fs, keys, archives } = invocation;
  const { origin } = await mustReadCheckpoint(suite, fs, keys);
  const path = join(config.STATE_DIR, 'keys', 'log.pem');
  const key = await loadSigningKey(suite, path, { create: false });
  return Audit.open({ fs, suite, origin, key, archives, now: () => now });
}

import { createHash, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type {
  DisclosureEvent,
  DisclosureLog,
  LoggedItem,
  LoggedSubject,
} from '../disclosure/record.ts';
import type { ChangeEvent, ChangeLog } from '../rights/record.ts';
import { Audit } from './audit.ts';
import { type CryptoSuite, SHA256_ED25519 } from './crypto.ts';
import { isLogId, loggedCaller } from './entry/caller.ts';
import { openPostgresSubjectKeys } from './entry/postgres-subject-keys.ts';
import type { DetailSubject, ItemDecision, Reliance } from './entry/schema.ts';
import type { DetailInput } from './entry/seal.ts';
import { withSpareKeys } from './entry/spare-subject-keys.ts';
import { openSqliteSubjectKeys } from './entry/sqlite-subject-keys.ts';
import { recordDigest, type SubjectKeys, subjectDigest } from './entry/subject-keys.ts';
import { loadSigningKey } from './keys.ts';
import { nodeFs } from './log/fs.ts';

/** The log that the gateway writes, and what it is closed by. */
export interface OpenDisclosureLog extends DisclosureLog, ChangeLog {
  readonly audit: Audit;
  readonly suite: CryptoSuite;
  readonly subjectKeys: SubjectKeys;
  close(): Promise<void>;
}

/**
 * Opens this replica's provable log and the subjects' keys in the state directory.
 * @param onIntegrated told when more entries are under the checkpoint
 */
export async function openDisclosureLog(
  config: Pick<Config, 'STATE_DIR' | 'LOG_ORIGIN'> & KeyPlace,
  now: () => number,
  onIntegrated: () => void = () => undefined,
): Promise<OpenDisclosureLog> {
  const suite = SHA256_ED25519;
  const keys = join(config.STATE_DIR, 'keys');
  const directory = join(config.STATE_DIR, 'log');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const audit = await Audit.open({
    fs: nodeFs(directory),
    suite,
    origin: config.LOG_ORIGIN,
    key: await loadSigningKey(suite, join(keys, 'log.pem'), { create: true }),
    now,
    onIntegrated,
  });
  const subjectKeys = await openSubjectKeys(suite, config);
  return {
    audit,
    suite,
    subjectKeys,
    async append(event) {
      const detail = await detailOf(suite, subjectKeys, event.subjects);
      return audit.record({ ...factsOf(event), detail });
    },
    async recordChange(event) {
      const detail = await changeDetailOf(suite, subjectKeys, event);
      return audit.record({ ...changeFactsOf(event), detail });
    },
    async close() {
      await audit.close();
      await subjectKeys.close();
    },
  };
}

type KeyPlace = Pick<Config, 'STATE_DIR'> &
  Partial<Pick<Config, 'DATABASE_URL' | 'SUBJECT_KEYS_FILE'>>;

/** The keys of subjects: shared in PostgreSQL where there is one, else in the state directory. */
export async function openSubjectKeys(suite: CryptoSuite, place: KeyPlace): Promise<SubjectKeys> {
  const { STATE_DIR, DATABASE_URL: url } = place;
  const lookupKey = subjectKeysFile(place);
  const database = join(STATE_DIR, 'keys', 'subjects.sqlite');
  const own = () => openSqliteSubjectKeys(suite, { database, lookupKey });
  if (url === undefined) return own();
  return withSpareKeys(await openPostgresSubjectKeys(suite, { url, lookupKey }), await own());
}

/** Where the secret of the subjects' keys is. */
export function subjectKeysFile({ STATE_DIR, SUBJECT_KEYS_FILE }: KeyPlace): string {
  return SUBJECT_KEYS_FILE ?? join(STATE_DIR, 'keys', 'subjects.key');
}

type Facts = Omit<Parameters<Audit['record']>[0], 'detail'>;

function factsOf(event: DisclosureEvent): Facts {
  const { caller, stated } = event;
  return {
    event: event.event,
    request: randomUUID(),
    caller: loggedCaller(caller),
    decidedAt: new Date(event.time).toISOString(),
    ...(stated.caseNumber === null ? {} : { caseNumber: stated.caseNumber }),
    ...(stated.purpose === null ? {} : { purpose: stated.purpose }),
    ...(stated.use === null ? {} : { use: stated.use }),
    channel: caller.channel,
    regulation: {
      pack: event.regulation,
      digest: base64(event.packDigest),
      ...(event.catalogueDigest !== undefined && { catalogue: base64(event.catalogueDigest) }),
      ...(event.simulation ? { simulation: true } : {}),
    },
    operation: base64(event.operation),
    ...(event.code === null ? {} : { code: event.code }),
    ...(event.batch === undefined ? {} : { batch: event.batch }),
    response: event.response,
  };
}

/** Subjects digested before others get their turn. */
const SUBJECTS_AT_ONCE = 50;

/** What was decided about whom: subjects by keyed digest, equal decisions once. */
async function detailOf(
  suite: CryptoSuite,
  keys: SubjectKeys,
  subjects: readonly LoggedSubject[],
): Promise<DetailInput> {
  const named = subjects.map(({ kind, key }) => ({ kind, identifier: key }));
  const held = await keys.getOrCreate(named);
  const decisions: ItemDecision[][] = [];
  const known = new Map<string, number>();
  const entryOf = (subject: LoggedSubject, key: Uint8Array): DetailSubject => {
    const decided = decisionsOf(subject);
    const text = JSON.stringify(decided);
    const place = known.get(text) ?? decisions.push(decided) - 1;
    known.set(text, place);
    const records = subject.items.flatMap(({ item, records: shown }) =>
      shown.map(({ record, outcome, reason }) => ({
        item,
        digest: recordDigest(suite, key, item, record),
        outcome,
        ...(reason === null ? {} : { reason }),
      })),
    );
    return {
      digest: subjectDigest(suite, key, { kind: subject.kind, identifier: subject.key }),
      kind: subject.kind,
      decisions: place,
      ...(typeof subject.knownAt === 'number' && { knownAt: subject.knownAt }),
      ...(records.length === 0 ? {} : { records }),
    };
  };
  const entries: DetailSubject[] = [];
  for (const [index, subject] of subjects.entries()) {
    const key = held[index];
    if (key === undefined) throw new TypeError('expected a key for each subject');
    entries.push(entryOf(subject, key));
    if (entries.length % SUBJECTS_AT_ONCE === 0) await new Promise(setImmediate);
  }
  return { decisions, subjects: entries };
}

/** The decisions about a subject, items with equal decisions together. */
function decisionsOf({ items, authorisations, ...subject }: LoggedSubject): ItemDecision[] {
  const reliedOn: readonly Reliance[] = [
    ...asItself(subject),
    ...authorisations.map((id) => ({ kind: 'authorisation' as const, id })),
  ];
  const groups = new Map<string, { readonly first: LoggedItem; readonly items: string[] }>();
  for (const item of items) {
    const key = JSON.stringify([item.outcome, item.reason, item.articles]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: item, items: [item.item] });
    else if (!group.items.includes(item.item)) group.items.push(item.item);
  }
  const decided = [...groups.values()].map(({ first, items: names }) => ({
    items: names,
    outcome: first.outcome,
    ...(first.reason === null ? {} : { reason: first.reason }),
    articles: first.articles.filter((article) => /\d/.test(article)),
    ...(reliedOn.length === 0 ? {} : { reliedOn: [...reliedOn] }),
  }));
  const isLookOnly = decided.length === 0 && subject.guardianship !== undefined;
  return isLookOnly ? [lookOf(reliedOn)] : decided;
}

/** A guardian that asked for no item, such as for the rights of its ward: that it looked is told too. */
function lookOf(reliedOn: readonly Reliance[]): ItemDecision {
  return { items: [], outcome: 'disclosed', articles: [], reliedOn: [...reliedOn] };
}

/** The subject asked, or its guardian as it would itself. */
function asItself({
  self,
  guardianship,
}: Pick<LoggedSubject, 'self' | 'guardianship'>): Reliance[] {
  if (self !== true) return [];
  if (guardianship === undefined) return [{ kind: 'self' }];
  return [{ kind: 'guardianship', id: entryId('representatives', guardianship) }];
}

function changeFactsOf(event: ChangeEvent): Facts {
  const { caller, stated, response } = event;
  return {
    event: 'register-change',
    request: randomUUID(),
    caller: loggedCaller(caller),
    ...(stated.caseNumber === null ? {} : { caseNumber: stated.caseNumber }),
    channel: caller.channel,
    response,
  };
}

/** Which entry was changed, and of whom: by keyed digest. */
async function changeDetailOf(
  suite: CryptoSuite,
  keys: SubjectKeys,
  { change: { register, action, id, subject } }: ChangeEvent,
): Promise<DetailInput> {
  const about = subject === null ? [] : [{ kind: subject.kind, key: subject.key }];
  const nothing = { items: [], authorisations: [] };
  const detail = await detailOf(
    suite,
    keys,
    about.map((named) => ({ ...named, ...nothing })),
  );
  return { ...detail, change: { register, action, record: entryId(register, id) } };
}

/** Some entries are named by documents; what an entry of the log may not hold stands there by digest. */
function entryId(register: string, id: string): string {
  if (isLogId(id)) return id;
  const digest = createHash('sha256').update(`${register}\n${id}`).digest('hex');
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function base64(hexadecimal: string): string {
  return Buffer.from(hexadecimal, 'hex').toString('base64');
}

import { OUTCOMES } from '../../../policy/terms.ts';
import type {
  FoundAccess,
  FoundEntry as FoundRow,
  LogIndex,
  Position,
} from '../../../registers/log-index/types.ts';
import { GatewayError } from '../../errors.ts';
import type {
  Access,
  AccessedItem,
  AccessHistory,
  FoundEntry,
  LogPage,
  LogPlace,
  LogSearch,
  PageRequest,
} from '../../rights/access-history.ts';
import type { RightsSubject } from '../../rights/desk.ts';
import type { CryptoSuite } from '../crypto.ts';
import { type SubjectKeys, subjectDigest } from '../entry/subject-keys.ts';
import { readCursor, writeCursor } from './cursor.ts';

/** Events that are looks at a subject. */
const LOOKS = ['answer', 'denial', 'refusal', 'batch-row', 'report', 'history-view'];

export interface HistoryParts {
  readonly suite: CryptoSuite;
  readonly subjectKeys: SubjectKeys;
  readonly index: LogIndex;
  /** Resolves when everything that this replica has made durable is indexed. */
  readonly caughtUp: () => Promise<void>;
}

/** Answers from the index, which is brought up to the log before. */
export function historyOver(parts: HistoryParts): AccessHistory & LogSearch {
  const { index } = parts;
  return {
    async of(subject, callers, page) {
      const window = windowOf(page);
      const digests = await digestsOf(parts, subject);
      if (digests.length === 0) return { nodes: [], next: null };
      await caughtUp(parts);
      const found = await index.accesses({ digests, events: LOOKS, callers, ...window });
      return pageOf(found, page, accessOf);
    },
    async find({ subject, ...question }, page) {
      const window = windowOf(page);
      if (question.outcome !== null) demandOutcome(question.outcome);
      const digests = subject === null ? null : await digestsOf(parts, subject);
      if (digests?.length === 0) return { nodes: [], next: null };
      await caughtUp(parts);
      const found = await index.search({ ...question, digests, ...window });
      return pageOf(found, page, entryOf);
    },
  };
}

/** None: nothing was ever logged of the subject, or its key was erased. */
async function digestsOf(
  { suite, subjectKeys }: HistoryParts,
  { kind, key: identifier }: RightsSubject,
): Promise<readonly string[]> {
  try {
    const subject = { kind, identifier };
    return (await subjectKeys.all(subject)).map((key) => subjectDigest(suite, key, subject));
  } catch (cause) {
    throw new GatewayError('LOG_UNAVAILABLE', {}, cause);
  }
}

async function caughtUp(parts: HistoryParts): Promise<void> {
  try {
    await parts.caughtUp();
  } catch (cause) {
    throw new GatewayError('LOG_UNAVAILABLE', {}, cause);
  }
}

function demandOutcome(text: string): void {
  if (OUTCOMES.some((outcome) => outcome === text)) return;
  throw new GatewayError('ARGUMENT_INVALID', { argument: 'outcome' });
}

/** One more than is shown tells whether there is a next page. */
function windowOf({ after, limit }: PageRequest): { after: Position | null; limit: number } {
  return { after: after === null ? null : readCursor(after), limit: limit + 1 };
}

function pageOf<R extends FoundRow, T>(
  found: readonly R[],
  { limit }: PageRequest,
  show: (row: R) => T,
): LogPage<T> {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const next = found.length > limit && last !== undefined ? writeCursor(last) : null;
  return { nodes: shown.map(show), next };
}

function accessOf(row: FoundAccess): Access {
  const reliedOn = row.decisions.flatMap((decision) => decision.reliedOn);
  const isByGuardian = reliedOn.some(({ kind }) => kind === 'guardianship');
  const ids = reliedOn.flatMap(({ kind, id }) => (kind === 'authorisation' && id ? [id] : []));
  return {
    ...sharedOf(row),
    caller: isByGuardian ? 'guardian' : (row.caller ?? 'public'),
    items: itemsOf(row),
    authorisations: [...new Set(ids)],
  };
}

function itemsOf({ decisions, records }: FoundAccess): readonly AccessedItem[] {
  return decisions.flatMap(({ items, outcome, reason }) =>
    items.map((item) => ({
      item,
      outcome,
      reason,
      records: records.filter((record) => record.item === item),
    })),
  );
}

function entryOf(row: FoundRow): FoundEntry {
  const { caller, caseNumber, regulation, code, outcomes } = row;
  const operator = row.operatorName ?? row.operator;
  return { ...sharedOf(row), caller, operator, caseNumber, regulation, code, outcomes };
}

function sharedOf(row: FoundRow) {
  const { time, event, organisation, organisationName, purpose, channel, log, index, leaf } = row;
  const entry: LogPlace = { log, index, leaf };
  const named = organisation === null ? null : { id: organisation, name: organisationName };
  return { time, event, organisation: named, purpose, channel, entry };
}

import { CALLER_KINDS, CHANNELS, ORGANISATION_KINDS, USES } from '../../../policy/terms.ts';
import { type Caller, publicCaller } from '../../auth/caller.ts';
import type { Purpose } from '../../disclosure/decide.ts';
import { REPORT } from '../../disclosure/exportable.ts';
import type { Entry, EventKind } from '../entry/schema.ts';
import { AuditError } from '../errors.ts';

/** A question as its entry tells it. */
export interface AskedThen {
  readonly stated: Purpose;
  /** When it was decided, in milliseconds since the epoch. */
  readonly at: number;
  readonly batch: boolean;
  /** It asked for a report that its subject can pass on. */
  readonly exportable: boolean;
  /** The organisation that asked; null = a natural person. */
  readonly organisation: string | null;
  /** As whom it was asked about a subject: about others than itself, a subject is the public. */
  callerAbout(isSelf: boolean): Caller;
}

/** Events of questions that were decided, item by item. */
const DECIDED: ReadonlySet<EventKind> = new Set([
  'answer',
  'report',
  'denial',
  'refusal',
  'batch-row',
]);

/**
 * Reads the question out of an entry.
 *
 * @throws AuditError `NOT_REPLAYABLE` when the entry is of no decided question, or does not tell when
 */
export function askedThen(entry: Entry): AskedThen {
  const { event, decidedAt } = entry;
  if (!DECIDED.has(event)) throw notReplayable('the entry of a question that was decided');
  if (decidedAt === undefined) throw notReplayable('an entry that tells when it was decided');
  const caller = callerThen(entry);
  const stated = {
    purpose: entry.purpose ?? null,
    caseNumber: entry.caseNumber ?? null,
    use: wordOf(entry.use, USES),
  };
  const batch = event === 'batch-row';
  return {
    stated,
    at: Date.parse(decidedAt),
    batch,
    exportable: !batch && caller.kind === 'subject' && stated.purpose === REPORT,
    organisation: caller.organisation,
    callerAbout: (isSelf) =>
      caller.kind === 'subject' && !isSelf ? publicCaller(caller.channel) : caller,
  };
}

/** The caller without its subject, whom the log does not name. */
function callerThen({ caller, channel }: Entry): Caller {
  const kind = wordOf(caller?.kind, CALLER_KINDS);
  const network = wordOf(channel, CHANNELS);
  if (caller === undefined || kind === null || network === null) {
    throw notReplayable('an entry that tells who asked');
  }
  const { organisation, operator, offshore } = caller;
  return {
    kind,
    organisation: organisation?.id ?? null,
    organisationKind: wordOf(organisation?.kind, ORGANISATION_KINDS),
    operator: operator?.name ?? operator?.id ?? null,
    channel: network,
    offshoreRecipient: offshore !== undefined,
    // the law asks whether there is one
    offshoreBasis: offshore === 'with-basis' ? offshore : null,
    subject: null,
  };
}

/** A question that cannot be decided again, and what is lacking. */
export function notReplayable(expected: string, options?: ErrorOptions): AuditError {
  return new AuditError('NOT_REPLAYABLE', `expected ${expected}`, {}, options);
}

function wordOf<const T extends readonly string[]>(
  word: string | undefined,
  words: T,
): T[number] | null {
  return words.find((known) => known === word) ?? null;
}

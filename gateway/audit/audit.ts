import type { CryptoSuite } from './crypto.ts';
import type { Entry, EventKind } from './entry/schema.ts';
import type { DetailInput } from './entry/seal.ts';
import { decodeEntry, encodeEntry, newSalt, sealDetail } from './entry/seal.ts';
import { encodeCheckpoint } from './log/checkpoint.ts';
import { Log } from './log/log.ts';
import type { LogOptions } from './log/open.ts';
import type { InclusionEvidence, Receipt, ReceiptedResponse } from './receipt.ts';
import { responseDigest } from './receipt.ts';

/** What happened, as the gateway tells it; time, log, suite and digests are added here. */
export interface Occurrence
  extends Omit<
    Entry,
    'v' | 'suite' | 'log' | 'time' | 'clockBehindMs' | 'response' | 'detail' | 'event'
  > {
  readonly event: EventKind;
  readonly response?: ReceiptedResponse | undefined;
  readonly detail?: DetailInput | undefined;
}

export interface AuditOptions extends LogOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/**
 * The provable log of one replica.
 *
 * INVARIANT logged-before-answered: callers MUST await `record` before the answer it records leaves,
 * and MUST NOT answer when it rejects.
 */
export class Audit {
  readonly log: Log;
  readonly #suite: CryptoSuite;
  readonly #clock: EntryClock;

  private constructor(log: Log, suite: CryptoSuite, clock: EntryClock) {
    this.log = log;
    this.#suite = suite;
    this.#clock = clock;
  }

  static async open(options: AuditOptions): Promise<Audit> {
    const log = await Log.open(options);
    const last = log.lastEntryAtOpen;
    const after = last === undefined ? 0 : Date.parse(decodeEntry(last).time);
    return new Audit(log, options.suite, new EntryClock(options.now ?? Date.now, after));
  }

  /**
   * Makes an entry durable and gives its receipt.
   * @throws AuditError `LOG_UNAVAILABLE`: nothing was recorded. `ENTRY_INVALID`: nothing could be.
   */
  async record(occurrence: Occurrence): Promise<Receipt> {
    const { response, detail, ...facts } = occurrence;
    const salt = newSalt();
    const sealed = detail && sealDetail(this.#suite, detail);
    if (isLarge(detail)) await new Promise(setImmediate);
    const digest = response && responseDigest(this.#suite, salt, response);
    if (isLarge(detail)) await new Promise(setImmediate);
    // INVARIANT time-follows-index: from here to `append` nothing waits, so that entries take their
    // place in the order of their times.
    const bytes = encodeEntry({
      ...facts,
      v: 1,
      suite: this.#suite.name,
      log: this.log.origin,
      ...this.#clock.stamp(),
      ...(digest !== undefined && { response: digest }),
      ...(sealed && { detail: sealed.digest }),
    });
    const { index, leafHash } = await this.log.append(bytes, sealed?.bytes);
    return {
      log: this.log.origin,
      index,
      leaf: Buffer.from(leafHash).toString('base64'),
      salt,
      entry: bytes.toString('base64'),
    };
  }

  /** What makes a receipt verifiable offline. @throws AuditError `NOT_INTEGRATED`: ask again soon. */
  async prove(index: number): Promise<InclusionEvidence> {
    const checkpoint = this.log.checkpoint;
    const proof = await this.log.inclusion(index, checkpoint.size);
    return {
      index,
      size: checkpoint.size,
      proof: proof.map((node) => Buffer.from(node).toString('base64')),
      checkpoint: encodeCheckpoint(checkpoint).toString('utf8'),
    };
  }

  close(): Promise<void> {
    return this.log.close();
  }
}

/** Sealing it takes so long that others get their turn before the rest. */
function isLarge(detail: DetailInput | undefined): boolean {
  return (detail?.subjects.length ?? 0) > 50;
}

/** Time that never goes back within a log; an entry stamped while the clock is behind says so. */
class EntryClock {
  readonly #now: () => number;
  #last: number;

  constructor(now: () => number, last: number) {
    this.#now = now;
    this.#last = last;
  }

  stamp(): Pick<Entry, 'time' | 'clockBehindMs'> {
    const now = Math.trunc(this.#now());
    const behind = this.#last - now;
    this.#last = Math.max(this.#last, now);
    const time = new Date(this.#last).toISOString();
    return behind > 0 ? { time, clockBehindMs: behind } : { time };
  }
}

import { crc32 } from 'node:zlib';
import type { CryptoSuite } from '../crypto.ts';
import { AuditError } from '../errors.ts';

/**
 * The write-ahead segments: records of entries not yet in tiles, in order of their index.
 *
 * Segment: magic (8), first index (8), origin hash (12), CRC-32 of these (4); then records.
 * Record: magic (4), payload length (4), index (8), batch start (8), CRC-32 of the payload (4),
 * CRC-32 of the 28 bytes before (4); then the payload: entry length (2), entry, detail.
 *
 * The batch start is the index of the first record written with this one. A batch is written only
 * after the one before is durable, so a record of a later batch proves that all before it were.
 */

/** What is logged at one index: the entry that is hashed, and the detail it commits to. */
export interface Pending {
  readonly index: number;
  readonly entry: Uint8Array;
  readonly detail: Uint8Array;
}

export interface WalRecord extends Pending {
  readonly batch: number;
  readonly entry: Buffer;
  readonly detail: Buffer;
}

/** Why a segment ends where it does. */
export interface SegmentEnd {
  /** `torn`: a write that a crash cut short, never acknowledged. `damaged`: anything else. */
  readonly state: 'clean' | 'torn' | 'damaged';
  /** The length of what is whole. */
  readonly offset: number;
  /** The index of the first record that is not whole. */
  readonly index: number;
}

export interface Segment {
  readonly first: number;
  readonly records: readonly WalRecord[];
  readonly end: SegmentEnd;
}

const SEGMENT_MAGIC = Buffer.from('CGWAL001');
const RECORD_MAGIC = Buffer.from('CGr1');
export const SEGMENT_HEAD = 32;
const RECORD_HEAD = 32;
const ENTRY_PREFIX = 2;
const ORIGIN_BYTES = 12;
/** The smallest unit that storage writes whole; a crash leaves some of them unwritten, as zeros. */
const SECTOR = 512;

export function segmentName(first: number): string {
  return `${String(first).padStart(16, '0')}.wal`;
}

/** The first index in a segment's name, or undefined for another file. */
export function firstIndexOf(name: string): number | undefined {
  return /^[0-9]{16}\.wal$/.test(name) ? Number(name.slice(0, 16)) : undefined;
}

export function encodeSegmentHead(suite: CryptoSuite, origin: string, first: number): Buffer {
  const head = Buffer.alloc(SEGMENT_HEAD);
  SEGMENT_MAGIC.copy(head, 0);
  head.writeBigUInt64BE(BigInt(first), 8);
  head.set(originHash(suite, origin), 16);
  head.writeUInt32BE(crc32(head.subarray(0, 28)), 28);
  return head;
}

export function encodeRecord({ index, entry, detail }: Pending, batch: number): Buffer {
  const length = ENTRY_PREFIX + entry.length + detail.length;
  const record = Buffer.allocUnsafe(RECORD_HEAD + length);
  record.writeUInt16BE(entry.length, RECORD_HEAD);
  record.set(entry, RECORD_HEAD + ENTRY_PREFIX);
  record.set(detail, RECORD_HEAD + ENTRY_PREFIX + entry.length);
  RECORD_MAGIC.copy(record, 0);
  record.writeUInt32BE(length, 4);
  record.writeBigUInt64BE(BigInt(index), 8);
  record.writeBigUInt64BE(BigInt(batch), 16);
  record.writeUInt32BE(crc32(record.subarray(RECORD_HEAD)), 24);
  record.writeUInt32BE(crc32(record.subarray(0, 28)), 28);
  return record;
}

/**
 * Reads a segment as far as it is whole.
 * @throws AuditError `LOG_DAMAGED` when the head is that of another log or another segment.
 */
export function readSegment(
  suite: CryptoSuite,
  origin: string,
  path: string,
  first: number,
  bytes: Buffer,
): Segment {
  if (bytes.length < SEGMENT_HEAD || isUnwritten(bytes, 0, SEGMENT_HEAD)) {
    return { first, records: [], end: { state: 'torn', offset: 0, index: first } };
  }
  if (!bytes.subarray(0, SEGMENT_HEAD).equals(encodeSegmentHead(suite, origin, first))) {
    throw new AuditError('LOG_DAMAGED', `\`${path}\`: expected the head of this log and segment`, {
      index: first,
      path,
    });
  }
  const records: WalRecord[] = [];
  let offset = SEGMENT_HEAD;
  for (;;) {
    const record = readRecord(bytes, offset, first + records.length);
    if (record === undefined) break;
    records.push(record);
    offset += RECORD_HEAD + ENTRY_PREFIX + record.entry.length + record.detail.length;
  }
  const index = first + records.length;
  return { first, records, end: { state: endState(bytes, offset, index), offset, index } };
}

function readRecord(bytes: Buffer, offset: number, index: number): WalRecord | undefined {
  const head = readHead(bytes, offset);
  if (head === undefined || head.index !== index || head.batch > index) return undefined;
  const payload = bytes.subarray(offset + RECORD_HEAD, offset + RECORD_HEAD + head.length);
  if (payload.length !== head.length || crc32(payload) !== head.crc) return undefined;
  const end = ENTRY_PREFIX + payload.readUInt16BE(0);
  if (end > payload.length) return undefined;
  const [entry, detail] = [payload.subarray(ENTRY_PREFIX, end), payload.subarray(end)];
  return { index, batch: head.batch, entry, detail };
}

interface RecordHead {
  readonly length: number;
  readonly index: number;
  readonly batch: number;
  readonly crc: number;
}

function readHead(bytes: Buffer, offset: number): RecordHead | undefined {
  const head = bytes.subarray(offset, offset + RECORD_HEAD);
  if (head.length < RECORD_HEAD || !head.subarray(0, 4).equals(RECORD_MAGIC)) return undefined;
  if (head.readUInt32BE(28) !== crc32(head.subarray(0, 28))) return undefined;
  const [index, batch] = [Number(head.readBigUInt64BE(8)), Number(head.readBigUInt64BE(16))];
  const length = head.readUInt32BE(4);
  return length < ENTRY_PREFIX ? undefined : { length, index, batch, crc: head.readUInt32BE(24) };
}

/**
 * Whether what follows the last whole record is a write cut short or damage. A crash leaves a file
 * that ends early, or sectors never written. It leaves nothing of a later batch behind it.
 */
function endState(bytes: Buffer, offset: number, index: number): SegmentEnd['state'] {
  if (offset === bytes.length) return 'clean';
  if (hasLaterBatch(bytes, offset, index)) return 'damaged';
  const head = readHead(bytes, offset);
  const end = offset + RECORD_HEAD + (head?.length ?? 0);
  if (end > bytes.length) return 'torn';
  return hasUnwrittenSector(bytes, offset, end) ? 'torn' : 'damaged';
}

function hasLaterBatch(bytes: Buffer, offset: number, index: number): boolean {
  for (
    let at = bytes.indexOf(RECORD_MAGIC, offset);
    at >= 0;
    at = bytes.indexOf(RECORD_MAGIC, at + 1)
  ) {
    const head = readHead(bytes, at);
    if (head !== undefined && head.batch > index) return true;
  }
  return false;
}

function hasUnwrittenSector(bytes: Buffer, from: number, to: number): boolean {
  for (let start = from; start < to; ) {
    // To the sector's end, past the record: a record may well end in a few zeros, a sector does not.
    const end = Math.min(bytes.length, (Math.floor(start / SECTOR) + 1) * SECTOR);
    if (isUnwritten(bytes, start, end)) return true;
    start = end;
  }
  return false;
}

function isUnwritten(bytes: Buffer, from: number, to: number): boolean {
  return bytes.subarray(from, to).every((byte) => byte === 0);
}

function originHash(suite: CryptoSuite, origin: string): Uint8Array {
  return suite.hash(Buffer.from(origin)).subarray(0, ORIGIN_BYTES);
}

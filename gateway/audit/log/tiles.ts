import { HASH_BYTES } from '../crypto.ts';
import { AuditError } from '../errors.ts';
import type { Hash } from './merkle.ts';
import { TILE_WIDTH } from './merkle.ts';

/** Paths and encodings of C2SP tlog-tiles, and the detail files kept beside the tiles. */

/** Entries are uint16 length-prefixed (C2SP tlog-tiles, "Log entries"). */
export const MAX_ENTRY_BYTES = 0xffff;
/**
 * Our own bound of a detail; a batch of 500 subjects needs some 200 kB. It MUST be out of the reach of
 * what departments hold of the subjects of one request: a refusal would tell of records that are hidden.
 */
export const MAX_DETAIL_BYTES = 64 * 1024 * 1024;
const ENTRY_PREFIX = 2;
export const DETAIL_PREFIX = 4;

/** `tile/<L>/<N>[.p/<W>]`. */
export function tilePath(level: number, tile: number, width: number): string {
  return `tile/${level}/${numberPath(tile)}${partialSuffix(width)}`;
}

/** `tile/entries/<N>[.p/<W>]`. */
export function bundlePath(tile: number, width: number): string {
  return `tile/entries/${numberPath(tile)}${partialSuffix(width)}`;
}

/** The directory of the partial files of a tile or bundle, which go once the full one is there. */
export function partialDirectory(path: string): string {
  return `${path}.p`;
}

/** The details of the entries of bundle `tile`. Not part of tlog-tiles: never to be published. */
export function detailPath(tile: number): string {
  return `detail/${numberPath(tile)}`;
}

/** Zero-padded 3-digit path elements, all but the last begin with `x`: 1234067 is `x001/x234/067`. */
export function numberPath(tile: number): string {
  const elements: string[] = [];
  let rest = tile;
  do {
    elements.unshift(String(rest % 1000).padStart(3, '0'));
    rest = Math.floor(rest / 1000);
  } while (rest > 0);
  return elements
    .map((element, i) => (i < elements.length - 1 ? `x${element}` : element))
    .join('/');
}

const TILE_PATH =
  /^(?<level>[0-9]|[1-5][0-9]|6[0-3])\/(?<number>(?:x[0-9]{3}\/){0,4}[0-9]{3})(?:\.p\/(?<width>[1-9][0-9]{0,2}))?$/;

/** Reads `<L>/<N>[.p/<W>]` in its one canonical form; caller-controlled. */
export function parseTilePath(
  path: string,
): { readonly level: number; readonly tile: number; readonly width: number } | undefined {
  const found = TILE_PATH.exec(path)?.groups;
  if (found === undefined) return undefined;
  const level = Number(found.level);
  const tile = Number((found.number ?? '').replace(/[x/]/g, ''));
  const width = Number(found.width ?? TILE_WIDTH);
  return tilePath(level, tile, width) === `tile/${path}` ? { level, tile, width } : undefined;
}

/** How many hashes level `level` has in a tree of `size`: the full subtrees below it. */
export function levelWidth(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** The width of a tile in a tree of `size`: 256 for a full one, 0 for one that does not exist. */
export function tileWidth(level: number, tile: number, size: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, levelWidth(level, size) - tile * TILE_WIDTH));
}

export function encodeTile(hashes: readonly Hash[]): Buffer {
  return Buffer.concat(hashes as Hash[]);
}

/** Attacker-controlled; a tile of any other length is damage. */
export function decodeTile(bytes: Uint8Array, width: number, path: string): Hash[] {
  if (bytes.length !== width * HASH_BYTES) {
    throw damaged(path, `${width * HASH_BYTES} bytes, got ${bytes.length}`);
  }
  return Array.from({ length: width }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}

export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  const bundle = Buffer.allocUnsafe(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let offset = 0;
  for (const entry of entries) {
    offset = bundle.writeUInt16BE(entry.length, offset);
    bundle.set(entry, offset);
    offset += entry.length;
  }
  return bundle;
}

/** The entries of a bundle as far as they are whole, and where they end. Attacker-controlled. */
export function scanBundle(bytes: Buffer): { readonly entries: Buffer[]; readonly end: number } {
  const entries: Buffer[] = [];
  let offset = 0;
  while (offset + ENTRY_PREFIX <= bytes.length) {
    const end = offset + ENTRY_PREFIX + bytes.readUInt16BE(offset);
    if (end > bytes.length) break;
    entries.push(bytes.subarray(offset + ENTRY_PREFIX, end));
    offset = end;
  }
  return { entries, end: offset };
}

/** A bundle of any other number of entries is damage. */
export function decodeBundle(bytes: Buffer, width: number, path: string): Buffer[] {
  const { entries, end: offset } = scanBundle(bytes);
  if (offset !== bytes.length || entries.length !== width) {
    throw damaged(
      path,
      `${width} entries in ${bytes.length} bytes, got ${entries.length} in ${offset}`,
    );
  }
  return entries;
}

export function encodeDetails(details: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    details.flatMap((detail) => {
      const prefix = Buffer.allocUnsafe(DETAIL_PREFIX);
      prefix.writeUInt32BE(detail.length);
      return [prefix, detail];
    }),
  );
}

/** The first `width` details of a file as far as they are whole. Attacker-controlled. */
export function scanDetails(
  bytes: Buffer,
  width: number,
): { readonly details: Buffer[]; readonly end: number } {
  const details: Buffer[] = [];
  let offset = 0;
  while (details.length < width && offset + DETAIL_PREFIX <= bytes.length) {
    const start = offset + DETAIL_PREFIX;
    const end = start + bytes.readUInt32BE(offset);
    if (end > bytes.length) break;
    details.push(bytes.subarray(start, end));
    offset = end;
  }
  return { details, end: offset };
}

/** Exactly the first `width` details; later bytes are a crashed integration's. */
export function decodeDetails(
  bytes: Buffer,
  width: number,
  path: string,
): { readonly details: readonly Buffer[]; readonly end: number } {
  const found = scanDetails(bytes, width);
  if (found.details.length === width) return found;
  throw damaged(path, `${width} details, got ${found.details.length}`);
}

function partialSuffix(width: number): string {
  return width === TILE_WIDTH ? '' : `.p/${width}`;
}

function damaged(path: string, expected: string): AuditError {
  return new AuditError('LOG_DAMAGED', `\`${path}\`: expected ${expected}`, { path });
}

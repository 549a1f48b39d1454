import { AuditError } from '../errors.ts';
import type { Hash } from './merkle.ts';
import { decodeBase64 } from './note.ts';

/** C2SP tlog-proof: a proof of inclusion with the checkpoint that it leads to, in one text. */
export interface TlogProof {
  readonly index: number;
  readonly hashes: readonly Hash[];
  /** The signed note. */
  readonly checkpoint: string;
  /** Data of the application, which nothing here vouches for: the entry. */
  readonly extra?: Uint8Array | undefined;
}

export const TLOG_PROOF = 'c2sp.org/tlog-proof@v1';

export function formatTlogProof({ index, hashes, checkpoint, extra }: TlogProof): string {
  const lines = [
    TLOG_PROOF,
    ...(extra === undefined ? [] : [`extra ${base64(extra)}`]),
    `index ${index}`,
    ...hashes.map(base64),
    '',
    checkpoint,
  ];
  return lines.join('\n');
}

const HEAD =
  /^(?:extra (?<extra>[A-Za-z0-9+/]*={0,2})\n)?index (?<index>0|[1-9][0-9]{0,15})\n(?<hashes>(?:[A-Za-z0-9+/]{43}=\n){0,64})$/;

/** Attacker-controlled. @throws AuditError `PROOF_INVALID` */
export function parseTlogProof(text: string): TlogProof {
  const end = text.indexOf('\n\n');
  const head = end < 0 ? '' : text.slice(0, end + 1);
  const found = head.startsWith(`${TLOG_PROOF}\n`)
    ? HEAD.exec(head.slice(TLOG_PROOF.length + 1))?.groups
    : undefined;
  if (found === undefined) throw new AuditError('PROOF_INVALID', `expected a ${TLOG_PROOF}`);
  return {
    index: Number(found.index),
    hashes: (found.hashes ?? '').split('\n').filter(Boolean).map(decodeBase64),
    checkpoint: text.slice(end + 2),
    ...(found.extra !== undefined && { extra: decodeBase64(found.extra) }),
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Audit } from '../../gateway/audit/audit.ts';
import { decodeEntry } from '../../gateway/audit/entry/seal.ts';
import { MAX_DETAIL_BYTES } from '../../gateway/audit/log/tiles.ts';
import type { InclusionEvidence, Receipt } from '../../gateway/audit/receipt.ts';
import { responseDigest, verifyReceipt } from '../../gateway/audit/receipt.ts';
import { verifyLog } from '../../gateway/audit/verify.ts';
import { MemoryFs } from './support/memory-fs.ts';
import {
  answer,
  key,
  ORIGIN,
  RESPONSE,
  recordMany,
  savedResponse,
  suite,
  verifier,
} from './support/samples.ts';

let fs: MemoryFs;
let audit: Audit;
let now = Date.parse('2026-03-01T08:00:00.000Z');
const open = () =>
  Audit.open({ fs, suite, origin: ORIGIN, key, integrationDelayMs: 3_600_000, now: () => now });

beforeEach(async () => {
  now = Date.parse('2026-03-01T08:00:00.000Z');
  fs = new MemoryFs();
  audit = await open();
});
afterEach(() => audit.close());

async function timeOf(index: number): Promise<object> {
  const { time, clockBehindMs } = decodeEntry((await audit.log.read(index)).entry);
  return { time, clockBehindMs };
}

function changedByte(base64: string): string {
  return Buffer.from(base64, 'base64').fill(0x20, 5, 6).toString('base64');
}

describe('a receipt', () => {
  let receipt: Receipt;
  let proof: InclusionEvidence;
  beforeEach(async () => {
    await recordMany(audit, 5);
    receipt = await audit.record(answer());
    await recordMany(audit, 3);
    await audit.log.integrate();
    proof = await audit.prove(receipt.index);
  });

  it('verifies offline, with the proof beside it or within it', () => {
    const verified = verifyReceipt(suite, savedResponse(receipt), [verifier], proof);
    expect(verified).toMatchObject({ index: 5, entry: { event: 'answer', purpose: 'loan' } });
    expect(verifyReceipt(suite, savedResponse({ ...receipt, ...proof }), [verifier]).index).toBe(5);
  });

  it('verifies after the response went through JSON with keys in another order', () => {
    const saved = JSON.parse(JSON.stringify(savedResponse(receipt))) as {
      data: { legalEntity: object };
    };
    const shuffled = {
      ...saved,
      data: { legalEntity: Object.fromEntries(Object.entries(saved.data.legalEntity).reverse()) },
    };
    expect(verifyReceipt(suite, shuffled, [verifier], proof).index).toBe(5);
  });

  it('does not verify another response', () => {
    const changed = {
      ...RESPONSE,
      data: { legalEntity: { ...RESPONSE.data.legalEntity, name: '另一公司' } },
    };
    expect(() => verifyReceipt(suite, savedResponse(receipt, changed), [verifier], proof)).toThrow(
      'records',
    );
    const remarked = { ...RESPONSE, disclosure: { ...RESPONSE.disclosure, simulation: true } };
    expect(() => verifyReceipt(suite, savedResponse(receipt, remarked), [verifier], proof)).toThrow(
      'records',
    );
    const withErrors = { ...(savedResponse(receipt) as object), errors: [{ message: 'x' }] };
    expect(() => verifyReceipt(suite, withErrors, [verifier], proof)).toThrow('records');
  });

  type Change = (receipt: Receipt, proof: InclusionEvidence) => readonly unknown[];
  const changes: readonly (readonly [string, Change])[] = [
    ['another index', (r, p) => [{ ...r, index: 4 }, p]],
    ['another leaf', (r, p) => [{ ...r, leaf: r.salt }, p]],
    ['another salt', (r, p) => [{ ...r, salt: r.leaf }, p]],
    ['another log', (r, p) => [{ ...r, log: 'other.example/log' }, p]],
    ['another size', (r, p) => [r, { ...p, size: p.size - 1 }]],
    ['a shorter proof', (r, p) => [r, { ...p, proof: p.proof.slice(1) }]],
    ['a changed entry', (r, p) => [{ ...r, entry: changedByte(r.entry) }, p]],
    ['a proof of another entry', (r, p) => [r, { ...p, index: 4 }]],
    [
      'an unsigned checkpoint',
      (r, p) => [r, { ...p, checkpoint: p.checkpoint.replace('\n9\n', '\n8\n') }],
    ],
    ['no proof', (r) => [r, {}]],
    ['a field too many', (r, p) => [r, { ...p, more: 1 }]],
    ['a hostile prototype', (r, p) => [JSON.parse(`{"__proto__":${JSON.stringify(r)}}`), p]],
  ];
  it.each(changes)('with %s does not verify', (_, change) => {
    const [changed, evidence] = change(receipt, proof);
    const saved = savedResponse(changed as object);
    expect(() => verifyReceipt(suite, saved, [verifier], evidence)).toThrow(/^expected|^`/);
  });

  it.each([
    null,
    1,
    'x',
    [],
    {},
    { extensions: null },
    { extensions: { disclosure: { receipt: [] } } },
  ])('in %j is refused', (response) => {
    expect(() => verifyReceipt(suite, response, [verifier], proof)).toThrow(
      expect.objectContaining({ code: 'RECEIPT_INVALID' }),
    );
  });

  it('of a log with another key does not verify', () => {
    const other = { ...verifier, publicKey: suite.importKey(suite.generateKey()).publicKey };
    expect(() => verifyReceipt(suite, savedResponse(receipt), [other], proof)).toThrow('verifies');
  });

  it('is of no use to guess a response from the log: without the salt nothing matches', () => {
    const { response } = decodeEntry(Buffer.from(receipt.entry, 'base64'));
    expect(response).toBe(responseDigest(suite, receipt.salt, RESPONSE));
    expect(response).not.toBe(responseDigest(suite, '', RESPONSE));
  });

  it('proves nothing before integration', async () => {
    const { index } = await audit.record(answer());
    await expect(audit.prove(index)).rejects.toMatchObject({ code: 'NOT_INTEGRATED' });
  });
});

describe('a refusal', () => {
  it('is an entry too, before anything is known of the caller', async () => {
    const { index } = await audit.record({
      event: 'refusal',
      request: '0b1f6c1e-7d7a-4b57-9d51-1f2f3a4b5c6d',
      code: 'UNAUTHENTICATED',
      response: { errors: [{ message: 'expected a token' }] },
    });
    await audit.log.integrate();
    expect(decodeEntry((await audit.log.read(index)).entry)).toMatchObject({
      event: 'refusal',
      code: 'UNAUTHENTICATED',
    });
  });

  it('that does not fit is not logged in part', async () => {
    await expect(audit.record({ event: 'refusal' })).rejects.toMatchObject({
      code: 'ENTRY_INVALID',
    });
    expect(audit.log.status().durable).toBe(0);
  });
});

describe('time', () => {
  it('never goes back within the log, and says when the clock did', async () => {
    await audit.record(answer());
    now -= 90_000;
    await audit.record(answer());
    now += 30_000;
    await audit.record(answer());
    now += 120_000;
    await audit.record(answer());
    await audit.log.integrate();
    expect(await timeOf(1)).toEqual({ time: '2026-03-01T08:00:00.000Z', clockBehindMs: 90_000 });
    expect(await timeOf(2)).toEqual({ time: '2026-03-01T08:00:00.000Z', clockBehindMs: 60_000 });
    expect(await timeOf(3)).toEqual({ time: '2026-03-01T08:01:00.000Z', clockBehindMs: undefined });
  });

  it('does not go back across a restart either', async () => {
    await audit.record(answer());
    await audit.close();
    now -= 5_000;
    audit = await open();
    await audit.record(answer());
    await audit.log.integrate();
    expect(await timeOf(1)).toEqual({ time: '2026-03-01T08:00:00.000Z', clockBehindMs: 5_000 });
    expect(await verifyLog({ fs, suite, verifiers: [verifier] })).toMatchObject({
      clockWentBack: 1,
    });
  });

  it('follows the index for entries of concurrent requests', async () => {
    const records = Array.from({ length: 50 }, () => {
      now += 1;
      return audit.record(answer());
    });
    const indices = (await Promise.all(records)).map(({ index }) => index);
    expect(indices).toEqual(indices.toSorted((a, b) => a - b));
    await audit.log.integrate();
    await verifyLog({ fs, suite, verifiers: [verifier] });
  });
});

describe('limits', () => {
  it('are refused, not cut', async () => {
    await expect(audit.log.append(Buffer.alloc(65_536))).rejects.toMatchObject({
      code: 'ENTRY_TOO_LARGE',
    });
    await expect(
      audit.log.append(Buffer.alloc(1), Buffer.alloc(MAX_DETAIL_BYTES + 1)),
    ).rejects.toMatchObject({
      code: 'ENTRY_TOO_LARGE',
    });
    expect(await audit.log.append(Buffer.alloc(65_535, 1))).toMatchObject({ index: 0 });
    fs = new MemoryFs();
  });

  it('of what waits for the disk are refused as unavailable', async () => {
    const small = await Audit.open({
      fs: new MemoryFs(),
      suite,
      origin: ORIGIN,
      key,
      maxBacklogBytes: 3_000,
      integrationDelayMs: 3_600_000,
    });
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => small.record(answer())),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(10);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'LOG_UNAVAILABLE' });
    await small.log.integrate();
    await small.record(answer());
    await small.close();
    await expect(small.record(answer())).rejects.toMatchObject({ code: 'LOG_CLOSED' });
  });
});

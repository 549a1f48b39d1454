import { SHA256_ED25519 as suite } from '../../../gateway/audit/crypto.ts';
import { cosign, witnessOf } from '../../../gateway/audit/log/cosignature.ts';
import type { Fs } from '../../../gateway/audit/log/fs.ts';
import { Log } from '../../../gateway/audit/log/log.ts';
import { key, ORIGIN } from './samples.ts';

export const witness = witnessOf(suite, 'witness.example/w1', key.publicKey);

/** An append that the log acknowledged: what must never be missing again. */
export interface Acknowledged {
  readonly index: number;
  readonly entry: string;
}

export function openLog(fs: Fs): Promise<Log> {
  return Log.open({
    fs,
    suite,
    origin: ORIGIN,
    key,
    witnesses: [witness],
    // Only what the scenario asks for happens, so that steps are the same in every run.
    integrationDelayMs: 3_600_000,
    historyEveryMs: 0,
    segmentBytes: 6_000,
  });
}

/**
 * A life of a log that takes every kind of step: creation, group commits, rotation of segments, a
 * completed tile, partial files discarded, a cosignature, appends while tiles are written, closing,
 * opening again, appending again.
 * @param acknowledge called before anything else happens after an append resolved
 * @param survive whether the life goes on after a failed append or integration
 */
export async function live(
  fs: Fs,
  acknowledge: (done: Acknowledged) => void,
  survive = false,
): Promise<void> {
  const attempt = async (work: () => Promise<unknown>) => {
    if (!survive) return void (await work());
    await work().catch(() => undefined);
  };
  const appendAll = async (log: Log, from: number, count: number) => {
    const entries = Array.from({ length: count }, (_, i) => entryText(from + i));
    await Promise.all(
      entries.map((entry) =>
        attempt(async () => {
          const { index } = await log.append(Buffer.from(entry), Buffer.from(`detail of ${entry}`));
          acknowledge({ index, entry });
        }),
      ),
    );
  };
  let log = await openOrRetry(fs, survive);
  await appendAll(log, 0, 3);
  await attempt(() => log.integrate());
  await appendAll(log, 3, 1);
  await attempt(async () => {
    await log.addCosignature(
      await cosign(suite, witness, key, log.checkpoint.note.text, 1_700_000_000n),
    );
  });
  await appendAll(log, 4, 120);
  await appendAll(log, 124, 140);
  const appendMeanwhile = async () => {
    for (let i = 264; i < 424; i += 20) await appendAll(log, i, 20);
  };
  await Promise.all([attempt(() => log.integrate()), appendMeanwhile()]);
  await appendAll(log, 424, 2);
  await attempt(() => log.close());
  log = await openOrRetry(fs, survive);
  await appendAll(log, 426, 2);
  await attempt(() => log.integrate());
  await appendAll(log, 428, LIVED - 428);
}

/** How many entries a whole life appends. */
export const LIVED = 430;

async function openOrRetry(fs: Fs, survive: boolean): Promise<Log> {
  if (!survive) return openLog(fs);
  return openLog(fs).catch(() => openLog(fs));
}

/** Of different lengths, so that records and sectors fall apart. */
export function entryText(i: number): string {
  return `entry ${i} ${'x'.repeat((i * 37) % 61)}`;
}

/** Every acknowledged entry is where it was acknowledged; throws what is missing. */
export async function expectNothingMissing(log: Log, done: readonly Acknowledged[]): Promise<void> {
  await log.integrate();
  for (const { index, entry } of done) {
    const found = await log.read(index);
    if (found.entry.toString() !== entry || found.detail.toString() !== `detail of ${entry}`) {
      throw new Error(`expected acknowledged entry ${index}, got another`);
    }
  }
}

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Occurrence } from '../gateway/audit/audit.ts';
import { Audit } from '../gateway/audit/audit.ts';
import { SHA256_ED25519 as suite } from '../gateway/audit/crypto.ts';
import { nodeFs } from '../gateway/audit/log/fs.ts';
import { parseVerifierKey } from '../gateway/audit/log/note.ts';
import { verifyLog } from '../gateway/audit/verify.ts';

/**
 * What the provable log costs: `tsx bench/audit.ts` measures an append at 1, 32 and 256 concurrent
 * requests, then builds a log of `AUDIT_ENTRIES` (1,000,000) entries and verifies it in a process of
 * its own, with time and peak memory. `AUDIT_BENCH_DIR` says on which disk.
 */
const ORIGIN = 'bench.example/log';
const MEASURED_MS = 4_000;
const ENTRIES = Number(process.env.AUDIT_ENTRIES ?? 1_000_000);

const digest = Buffer.alloc(32, 7).toString('base64');

/** An answer about one company, ten items in two decisions. */
function occurrence(): Occurrence {
  return {
    event: 'answer',
    request: crypto.randomUUID(),
    caller: { kind: 'firm', organisation: { id: 'org-17' }, operator: { id: 'op-3' } },
    caseNumber: '(2026)0001',
    purpose: 'loan',
    channel: 'internet',
    regulation: { pack: 'guangdong-2021', digest },
    operation: digest,
    response: {
      data: {
        legalEntity: { name: 'Example', items: Array.from({ length: 10 }, (_, i) => ({ i })) },
      },
      disclosure: { regulation: 'guangdong-2021', withheld: [] },
    },
    detail: {
      decisions: [
        [
          { items: ['a', 'b', 'c', 'd', 'e', 'f'], outcome: 'disclosed', articles: ['40.2'] },
          {
            items: ['g', 'h', 'i', 'j'],
            outcome: 'withheld',
            reason: 'NO_AUTHORISATION',
            articles: ['40.2'],
          },
        ],
      ],
      subjects: [{ digest, kind: 'legal', decisions: 0 }],
    },
  };
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

const openAudit = (directory: string) =>
  Audit.open({
    fs: nodeFs(directory),
    suite,
    origin: ORIGIN,
    key: suite.importKey(suite.generateKey()),
  });

async function measureAppends(concurrency: number): Promise<void> {
  const directory = await mkdtemp(join(process.env.AUDIT_BENCH_DIR ?? tmpdir(), 'audit-bench-'));
  const audit = await openAudit(directory);
  const times: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  const request = async () => {
    while (performance.now() - start < MEASURED_MS) {
      const began = performance.now();
      await audit.record(occurrence());
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, request));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await audit.close();
  await rm(directory, { recursive: true });
  times.sort((a, b) => a - b);
  const at = (part: number) => (times[Math.floor(times.length * part)] ?? 0).toFixed(2);
  const perSecond = (times.length / seconds).toFixed(0);
  const cpuEach = ((user + system) / times.length).toFixed(0);
  write(
    `append, ${concurrency} concurrent: ${perSecond}/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, CPU ${cpuEach} us each`,
  );
}

async function buildAndVerify(): Promise<void> {
  const directory = await mkdtemp(join(process.env.AUDIT_BENCH_DIR ?? tmpdir(), 'audit-bench-'));
  const audit = await openAudit(directory);
  const began = performance.now();
  for (let done = 0; done < ENTRIES; done += 1_000) {
    await Promise.all(
      Array.from({ length: Math.min(1_000, ENTRIES - done) }, () => audit.record(occurrence())),
    );
  }
  await audit.close();
  write(`built ${ENTRIES} entries in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const self = fileURLToPath(import.meta.url);
  const arguments_ = [...process.execArgv, self, 'verify', directory, audit.log.verifierKey];
  write(execFileSync(process.execPath, arguments_, { encoding: 'utf8' }).trimEnd());
  await rm(directory, { recursive: true });
}

async function verifyAlone(directory: string, key: string): Promise<void> {
  const began = performance.now();
  const { checkpoint, keptCheckpoints } = await verifyLog({
    fs: nodeFs(directory),
    suite,
    verifiers: [parseVerifierKey(suite, key)],
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0);
  write(
    `verified ${checkpoint.size} entries, ${keptCheckpoints} kept checkpoints: ${seconds} s, peak ${peak} MB`,
  );
}

const [command, directory = '', key = ''] = process.argv.slice(2);
if (command === 'verify') {
  await verifyAlone(directory, key);
} else {
  for (const concurrency of [1, 32, 256]) await measureAppends(concurrency);
  await buildAndVerify();
}

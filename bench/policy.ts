import { openPolicy } from '../policy/policy.ts';
import { questionFrom, seeded } from '../test/policy/support.ts';
import { randomCase } from '../test/reference/questions.ts';
import { REGULATIONS, type Regulation } from '../test/reference/types.ts';

/**
 * `npm run bench:policy`: decisions a second on one core, for each pack, the median of the rounds.
 * Time is the main thread's own processor time, so that a busy machine does not change the figures.
 * The questions are drawn once from the differential test's generator with a fixed seed.
 */
const SEED = 20_210_601;
const QUESTIONS = 512;
const ROUNDS = 15;
const ROUND_MS = 200;
/** Calls between two readings of the clock, which costs as much as dozens of decisions. */
const CALLS_A_READING = 20_000;
const GOALS = { item: 300_000, record: 1_000_000 };

interface Figures {
  readonly regulation: Regulation;
  readonly items: number;
  readonly records: number;
}

function measure(regulation: Regulation): Figures {
  const engine = openPolicy({ regulation });
  const random = seeded(SEED);
  const questions = Array.from({ length: QUESTIONS }, () =>
    questionFrom(withoutOverlays(randomCase(regulation, random))),
  );
  const items = questions.map(({ request, subject, item }) => () => {
    engine.decideItem(request, subject, item);
  });
  const records = questions.flatMap(({ request, subject, item, record }) => {
    if (record === null) return [];
    const found = engine.decideItem(request, subject, item);
    return found.open ? [() => void found.decideRecord(record)] : [];
  });
  return { regulation, items: medianRate(items), records: medianRate(records) };
}

function withoutOverlays(asked: ReturnType<typeof randomCase>): ReturnType<typeof randomCase> {
  return { ...asked, overlays: [] };
}

/** Calls a second, the median of the rounds; the first round only warms up. */
function medianRate(calls: readonly (() => void)[]): number {
  const rates = Array.from({ length: ROUNDS + 1 }, () => rateOf(calls)).slice(1);
  return rates.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
}

function rateOf(calls: readonly (() => void)[]): number {
  const passes = Math.ceil(CALLS_A_READING / calls.length);
  const began = processorMs();
  let count = 0;
  let elapsed = 0;
  while (elapsed < ROUND_MS) {
    for (let pass = 0; pass < passes; pass += 1) for (const call of calls) call();
    count += passes * calls.length;
    elapsed = processorMs() - began;
  }
  return (count / elapsed) * 1000;
}

function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function line({ regulation, items, records }: Figures): string {
  return `| ${regulation} | ${whole(items)} | ${whole(records)} |\n`;
}

function whole(rate: number): string {
  return Math.round(rate).toLocaleString('en-GB');
}

process.stdout.write('| pack | item decisions/s | record decisions/s |\n|---|---:|---:|\n');
for (const regulation of REGULATIONS) process.stdout.write(line(measure(regulation)));
process.stdout.write(
  `\nGoals: ${whole(GOALS.item)} item and ${whole(GOALS.record)} record decisions a second.\n`,
);

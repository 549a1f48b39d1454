import { openRegisters } from '../../../registers/store.ts';
import type { Place } from './databases.ts';

/**
 * A process that writes until it is killed, and says on its output what was acknowledged. It has no
 * part of the test's own set-up: `node writer.ts '{"file":"…"}'`.
 */
const place = JSON.parse(process.argv[2] ?? '') as Place;
const registers = await openRegisters({ ...place, clock: Date.now });
const subject = { kind: 'legal', key: '91990109MA08LGLH55' } as const;
for (let n = 0; ; n++) {
  const repair = {
    id: `R-${n % 50}`,
    subject,
    item: 'penalty',
    record: `B-${n}`,
    decidedOn: 20_000 + n,
    effect: 'mark',
    newEnd: null,
    authority: 'office',
  } as never;
  const by = {
    actor: { kind: 'system', name: 'writer' },
    reason: 'test',
    requestKey: `k-${n}`,
  } as const;
  const { id, version } = await registers.recordRepair(repair, by);
  process.stdout.write(`${id} ${version} B-${n}\n`);
}

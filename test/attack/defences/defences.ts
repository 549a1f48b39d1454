import type { Defence } from './defence.ts';
import { NAME_DEFENCES } from './names.ts';
import { RECORD_DEFENCES } from './records.ts';
import { STATISTICS_DEFENCES } from './statistics.ts';
import { TRANSPORT_DEFENCES } from './transport.ts';

/**
 * Every defence that can be taken away in the source, by channel. `npm run defences` takes away one
 * after the other and expects red tests. A patch is the smallest change that opens the way.
 */
export const DEFENCES: readonly Defence[] = [
  ...NAME_DEFENCES,
  ...RECORD_DEFENCES,
  ...TRANSPORT_DEFENCES,
  ...STATISTICS_DEFENCES,
];

import { authorisations } from './authorisations.ts';
import { agreements, duties, organisations, overrides, queryItems } from './organisations.ts';
import { basisStatus, lists, objections, optOuts, repairs } from './records.ts';
import type { Register } from './register.ts';
import { lifecycle, reportCounts, representatives } from './subjects.ts';

/** Every register, in the order in which files are loaded. */
export const REGISTERS: readonly Register[] = [
  organisations,
  agreements,
  duties,
  queryItems,
  overrides,
  lifecycle,
  representatives,
  authorisations,
  lists,
  basisStatus,
  objections,
  repairs,
  optOuts,
  reportCounts,
] as readonly unknown[] as readonly Register[];

import type { Pack } from '../../pack/pack.ts';
import type { CallerKind, Mark } from '../../terms.ts';
import { EVERYBODY, type Finding, marking, silencing, THIRD_PARTIES } from '../reading.ts';
import type { Finder } from './finder.ts';

/** A subject's wish about its own honours and self-reported data (rules R71, R72, reading X25). */
export function optedOut({ parameters: p }: Pack): Finder {
  const own: readonly Mark[] = ['OPTED_OUT', 'NOT_EXPORTABLE'];
  const honours: Readonly<Record<(typeof p)['optOut.effect']['value'], Finding | null>> = {
    none: null,
    deletes: silencing('OPTED_OUT', EVERYBODY, [p['optOut.effect']], own),
    shields: silencing('OPTED_OUT', THIRD_PARTIES, [p['optOut.effect']], own),
    'ends-publication': silencing(
      'OPTED_OUT',
      new Set<CallerKind>(['public']),
      [p['optOut.effect']],
      own,
      ['NOT_FOR_PUBLICATION'],
    ),
  };
  const honour = honours[p['optOut.effect'].value];
  const reported =
    p['selfReported.optOut'].value === 'shields'
      ? silencing('OPTED_OUT', THIRD_PARTIES, [p['selfReported.optOut']], own)
      : null;
  return ({ day, item, record }) => {
    if (record.optOutRequestedOn === null || record.optOutRequestedOn > day) return null;
    if (item.class === 'commendation') return honour;
    return record.selfReported || item.class === 'self-reported' ? reported : null;
  };
}

/** What a subject said of itself is marked as such (rule R72). */
export function selfReported({ parameters: p }: Pack): Finder {
  if (!p['selfReported.marked'].value) return () => null;
  const mark = marking(['SELF_REPORTED'], [p['selfReported.marked']]);
  return ({ item, record }) =>
    record.selfReported || item.class === 'self-reported' ? mark : null;
}

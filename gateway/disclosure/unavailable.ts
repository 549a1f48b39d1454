import type { Decision } from '../../policy/decision.ts';
import type { Engine, ItemDecision } from '../../policy/engine/engine.ts';
import type { AskedField } from './ask.ts';
import type { Judge } from './decide.ts';

/**
 * A judge for when the registers cannot be read. What is open to all about an organisation and is no
 * record is still served; everything else rests on what nobody can look up now.
 */
export function withoutRegisters(judge: Judge): Judge {
  const { engine } = judge;
  const decideItem: Engine['decideItem'] = (request, subject, item): ItemDecision => {
    const self = request.caller.kind === 'subject';
    const caller = self ? request.caller : { ...request.caller, kind: 'public' as const };
    const found = engine.decideItem({ ...request, caller }, subject, item);
    if (found.open && (self || subject.kind === 'legal')) {
      return { ...found, decideRecord: () => unavailable(found.decision) };
    }
    return { open: false, decision: unavailable(found.decision) };
  };
  return { ...judge, engine: { ...engine, decideItem } };
}

/**
 * Closes what consists of records, since each record rests on the registers. To let none of them pass
 * would say that there are none.
 */
export function withoutRecords(found: ItemDecision, { content }: AskedField): ItemDecision {
  const rests = content.kind === 'object' && content.record.evidence.length > 0;
  if (!found.open || !rests) return found;
  return { open: false, decision: unavailable(found.decision) };
}

function unavailable(decision: Decision): Decision {
  return {
    ...decision,
    outcome: 'withheld',
    reason: 'REGISTER_UNAVAILABLE',
    marks: [],
    citations: [],
  };
}

import { loadReckoning } from '../../policy/calendar/calendar.ts';
import { compileEngine, type Engine } from '../../policy/engine/engine.ts';
import { type RegisteredLaw, underLaws } from '../../policy/engine/laws.ts';

/** The laws that are registered, as they were last read. */
export type LawsInForce = () => readonly RegisteredLaw[];

/**
 * The engine under the higher laws of the register, compiled anew when they change. While the
 * registers cannot be read, the laws that were read last go on.
 */
export function engineUnder(engine: Engine, laws: LawsInForce): Engine {
  const { pack } = engine;
  let known: readonly RegisteredLaw[] = [];
  let current = engine;
  const inForce = (): Engine => {
    const now = laws();
    if (now !== known) {
      current = now.length === 0 ? engine : compileEngine(underLaws(pack, now), loadReckoning());
      known = now;
    }
    return current;
  };
  return {
    pack,
    packOn: (day) => inForce().packOn(day),
    decideItem: (request, subject, item) => inForce().decideItem(request, subject, item),
    decide: (question) => inForce().decide(question),
  };
}

/** Keeps the laws that were read last; the same ones stay the same object. */
export function lawsRead(): {
  readonly inForce: LawsInForce;
  read(laws: readonly RegisteredLaw[], knownAt: number): void;
} {
  let held: readonly RegisteredLaw[] = [];
  let heldAt = 0;
  return {
    inForce: () => held,
    read(laws, knownAt) {
      // an answer that was overtaken by a later one says nothing new
      if (knownAt < heldAt) return;
      heldAt = knownAt;
      if (JSON.stringify(laws) !== JSON.stringify(held)) held = laws;
    },
  };
}

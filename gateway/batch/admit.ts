import { parseDay } from '../../policy/days.ts';
import type { SubjectKind } from '../../policy/terms.ts';
import { mapKeyOf } from '../../registers/subject.ts';
import type { Dependencies } from '../dependencies.ts';
import { refusalError } from '../disclosure/answer.ts';
import { refusalOf } from '../disclosure/decide.ts';
import { NOTHING_REGISTERED, type RegisterFacts } from '../disclosure/facts.ts';
import { decide } from '../disclosure/gather.ts';
import { refuse } from '../disclosure/recorded.ts';
import { rootsOf } from '../disclosure/subjects.ts';
import { GatewayError } from '../errors.ts';
import { recordingRefusals } from '../refusals.ts';
import type { BatchOrder } from './batch.ts';
import type { BatchOperation } from './operation.ts';

/** Somebody about whom nothing special is known: a grown person, a registered organisation. */
const ANYBODY: Readonly<Record<SubjectKind, string>> = {
  natural: '990000198001010012',
  legal: '91990101MA0000015C',
};
const BORN_ON = parseDay('1980-01-01');

/**
 * Asks the law before a key has come: what would be refused about anybody, such as a batch without an
 * agreement, is refused whole and logged, and so is what cannot be asked. It is asked again with each chunk.
 *
 * @throws {GatewayError} the refusal; `REGISTER_UNAVAILABLE` when nothing can be said
 */
export async function admitBatch(
  dependencies: Dependencies,
  { caller, stated, language }: BatchOrder,
  { document, root, kind, variable, variables }: BatchOperation,
): Promise<void> {
  const now = dependencies.now();
  const asked = { now, caller, stated, document };
  if (caller.organisation === null) {
    await refuse(dependencies, asked, [], new GatewayError('BATCH_CALLER'));
  }
  const { contract, asks, maxKeys } = dependencies;
  const key = ANYBODY[kind];
  const [question] = rootsOf(root, contract, { ...variables, [variable]: key }, caller, maxKeys);
  if (question === undefined) throw new GatewayError('BATCH_OPERATION');
  const ask = asks.entity(question.selection, question.subject);
  const { purpose } = stated;
  const { organisation } = caller;
  const { channel } = caller;
  const found = await recordingRefusals(dependencies.refusals, { caller, channel }, () =>
    dependencies.facts
      .lookUp({ subjects: [], organisation, purpose, at: now })
      .catch((cause: unknown) => {
        throw new GatewayError('REGISTER_UNAVAILABLE', {}, cause);
      }),
  );
  const subjects = new Map([[mapKeyOf({ kind, key }), { ...NOTHING_REGISTERED, bornOn: BORN_ON }]]);
  const facts: RegisterFacts = { ...found, subjects };
  const asking = { caller, stated, now, batch: true };
  const decided = await decide(dependencies, asking, [{ ask, keys: [key] }], facts);
  const refusal = refusalOf(decided.flatMap((one) => one.subjects));
  if (refusal === null) return;
  await refuse(dependencies, asked, [], refusalError(refusal, language));
}

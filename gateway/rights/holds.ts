import { type DocumentNode, parse } from 'graphql';
import type { Contract, ItemField } from '../../schema/items.ts';
import { typeNameOf } from '../../schema/items.ts';
import { publicCaller } from '../auth/caller.ts';
import type { Dependencies } from '../dependencies.ts';
import { ask } from '../disclosure/asked.ts';
import { gather } from '../disclosure/gather.ts';
import { GatewayError } from '../errors.ts';
import type { RightsAsked } from './asked.ts';
import type { RightsSubject } from './desk.ts';

/** Some texts want a purpose of every question, also of a subject's own. */
const OWN = { purpose: 'own-rights', caseNumber: null, use: null } as const;

/**
 * Whether there is such an item about subjects of this kind and, where a record is named, whether the
 * subject has it. Asked as the subject asks about itself, so that nobody learns here what its own
 * query would not tell: only the subject and who represents it come this far.
 *
 * @throws {GatewayError} `SOURCE_UNAVAILABLE` when the department that knows cannot be asked
 */
export async function holds(
  dependencies: Dependencies,
  { channel, signal, ...rest }: RightsAsked,
  subject: RightsSubject,
  item: string,
  record: string | null,
): Promise<boolean> {
  const { contract } = dependencies;
  const field = fieldOf(contract, subject, item);
  if (field === undefined) return false;
  const document = record === null ? null : recordsOf(dependencies, field);
  if (document === null) return true;
  const caller = { ...publicCaller(channel), kind: 'subject' as const, subject };
  const whole = { caller, stated: OWN, document, operationName: null, variables: {} };
  const own = { ...rest, ...whole, channel, signal };
  const asked = await ask(dependencies, own);
  const asking = { ...asked, batch: false, dryRun: false };
  const { known, faults } = await gather(dependencies, asking, asked.roots, async (all) => all);
  const passages = [...known.values()].flatMap((answers) =>
    [...answers.values()].flatMap((answered) => [...answered.passages.values()]),
  );
  const seen = passages.flatMap(({ shown, kept }) => [...shown, ...kept]);
  if (seen.some((one) => one.record === record)) return true;
  if (faults.length > 0) throw new GatewayError('SOURCE_UNAVAILABLE');
  return false;
}

function fieldOf(
  { items, subjects }: Contract,
  { kind }: RightsSubject,
  item: string,
): ItemField | undefined {
  const wanted = kind === 'legal' ? 'LEGAL' : 'NATURAL';
  return [...items.values()].find(
    ({ id, type }) => id === item && subjects.get(type)?.kind === wanted,
  );
}

/** The question for the numbers of all records of an item; null where it has no records. */
function recordsOf(
  { contract, supergraph }: Dependencies,
  { type, field }: ItemField,
): DocumentNode | null {
  const parent = supergraph.apiSchema.getType(type);
  if (parent === undefined || !('getFields' in parent)) return null;
  const found = parent.getFields()[field];
  const record = found && contract.evidence.get(typeNameOf(found.type as never))?.record;
  return record === undefined
    ? null
    : parse(`{ me { ... on ${type} { ${field} { ${record} } } } }`);
}

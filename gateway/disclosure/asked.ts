import type { Dependencies } from '../dependencies.ts';
import { GatewayError } from '../errors.ts';
import { coerceVariables, selectOperation } from '../execution/operation.ts';
import { shapeOf } from '../execution/shapes.ts';
import type { Identified } from '../handle.ts';
import type { EntityAsk } from './ask.ts';
import { isReport } from './exportable.ts';
import { registeredAmong } from './registered.ts';
import { type RootAsk, rootsOf } from './subjects.ts';
import { speaking } from './wards.ts';

/** A request of which it is known which items it asks for, about which subjects. */
export interface Asked extends Identified {
  readonly coerced: Readonly<Record<string, unknown>>;
  readonly roots: readonly (RootAsk & { readonly ask: EntityAsk })[];
  /** For a report that the subject can pass on. */
  readonly exportable: boolean;
}

/**
 * Reads the operation: which catalogue items, about which subjects.
 *
 * @throws {GatewayError} for identifiers or variables that do not fit, naming position or variable
 */
export async function ask(dependencies: Dependencies, identified: Identified): Promise<Asked> {
  const { supergraph, contract, asks, maxKeys } = dependencies;
  const { document, operationName, variables } = identified;
  const operation = selectOperation(document, operationName);
  const result = coerceVariables(supergraph.apiSchema, operation, variables);
  // a coercion message quotes the value; only the fact that it does not fit is told
  if ('errors' in result) throw new GatewayError('KEY_INVALID', { argument: 'variables' });
  const coerced = result.variables;
  const shape = shapeOf(supergraph, document, operationName, coerced);
  const found = rootsOf(shape.root, contract, coerced, identified.caller, maxKeys);
  const caller = await speaking(dependencies, identified, found);
  const roots = found.map((root) => ({
    ...root,
    ask: asks.entity(root.selection, root.subject),
  }));
  await refuseUnregistered(dependencies, identified, roots);
  const exportable = isReport({ ...identified, caller, roots });
  return { ...identified, caller, coerced, roots, exportable };
}

/** A code with a wrong check character is served only if somebody is registered under it. */
async function refuseUnregistered(
  dependencies: Dependencies,
  { signal }: Identified,
  roots: readonly RootAsk[],
): Promise<void> {
  const codes = roots.flatMap(({ keys, doubtful }) => doubtful.map((at) => keys[at] ?? ''));
  if (codes.length === 0) return;
  const registered = await registeredAmong(dependencies, [...new Set(codes)], signal);
  for (const { keys, doubtful, shape } of roots) {
    for (const position of doubtful) {
      if (registered.has(keys[position] ?? '')) continue;
      throw new GatewayError('KEY_CHECK_FAILED', { field: shape.key, position });
    }
  }
}

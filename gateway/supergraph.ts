import { readFileSync, watch } from 'node:fs';
import { type GraphQLObjectType, type GraphQLSchema, getNamedType } from 'graphql';
import { checkContract } from '../schema/check.ts';
import { supergraphSchema } from '../schema/compose.ts';
import { type Contract, type RootField, readContract } from '../schema/items.ts';
import { type AskCompiler, createAskCompiler } from './disclosure/ask.ts';
import { type LoadedSupergraph, loadSupergraph } from './execution/supergraph.ts';

/** A supergraph with everything that is read out of it once. */
export interface ServedSupergraph {
  readonly supergraph: LoadedSupergraph;
  readonly contract: Contract;
  readonly asks: AskCompiler;
  /** By entity type: the root field that takes a list of its keys. */
  readonly roots: ReadonlyMap<string, { readonly root: RootField; readonly keyType: string }>;
}

/**
 * Reads a supergraph file.
 *
 * @throws {Error} when it is no supergraph, or the contract refuses it
 */
export function readSupergraph(file: string): ServedSupergraph {
  const sdl = readFileSync(file, 'utf8');
  const schema = supergraphSchema(sdl);
  const faults = checkContract(schema);
  if (faults.length > 0) {
    const [first] = faults;
    throw new TypeError(`the contract refuses the supergraph: ${first?.at}: ${first?.message}`);
  }
  const supergraph = loadSupergraph(sdl);
  const contract = readContract(schema);
  const asks = createAskCompiler(supergraph.apiSchema, contract);
  return { supergraph, contract, asks, roots: listRoots(contract, schema) };
}

function listRoots(contract: Contract, schema: GraphQLSchema): ServedSupergraph['roots'] {
  const query = schema.getQueryType() as GraphQLObjectType;
  const entries = [...contract.roots.values()]
    .filter(({ list }) => list)
    .map((root) => {
      const field = query.getFields()[root.field];
      const argument = field?.args.find(({ name }) => name === root.argument);
      if (field === undefined || argument === undefined) {
        throw new TypeError(
          `expected the argument \`${root.argument}\` on \`Query.${root.field}\``,
        );
      }
      const keyType = getNamedType(argument.type).name;
      return [getNamedType(field.type).name, { root, keyType }] as const;
    });
  return new Map(entries);
}

const SETTLE_MS = 200;

/** Calls back when the file has changed and settled. Returns how to stop watching. */
export function watchSupergraph(file: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(file, { persistent: false }, () => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE_MS);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}

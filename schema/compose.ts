import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';
import { checkContract } from './check.ts';

const DEPARTMENTS = join(import.meta.dirname, 'departments');
export const SUPERGRAPH_FILE = join(import.meta.dirname, 'supergraph.graphql');

/** A supergraph that was refused, with every fault found. */
export class CompositionError extends Error {
  readonly code = 'SUPERGRAPH_REFUSED';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'CompositionError';
    this.faults = faults;
  }
}

export interface Subgraph {
  readonly name: string;
  readonly sdl: string;
}

/** Two departments mark one element with one directive and different arguments. */
const DISAGREEMENT = 'INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS';

/**
 * Composes departments into one supergraph and checks it against the contract.
 *
 * @throws {CompositionError} naming type and field of every fault.
 */
export function compose(subgraphs: readonly Subgraph[]): string {
  const { supergraphSdl, errors, hints } = composeServices(
    subgraphs.map(({ name, sdl }) => ({ name, typeDefs: parse(sdl), url: `department:${name}` })),
  );
  if (supergraphSdl === undefined) {
    throw new CompositionError((errors ?? []).map(({ message }) => message));
  }
  const faults = checkContract(supergraphSchema(supergraphSdl));
  if (faults.length > 0) {
    throw new CompositionError(faults.map(({ at, message }) => `${at}: ${message}`));
  }
  // composition would take the words of the majority, and with them another decision
  const disagreements = hints.filter(({ definition: { code } }) => code === DISAGREEMENT);
  if (disagreements.length > 0) {
    throw new CompositionError(disagreements.map(({ message }) => message));
  }
  return `${supergraphSdl.trimEnd()}\n`;
}

/** The supergraph as a plain schema that keeps its directives. */
export function supergraphSchema(sdl: string): GraphQLSchema {
  return buildASTSchema(parse(sdl), { assumeValidSDL: true });
}

/** The departments whose SDL is checked in, in a fixed order. */
export function readSubgraphs(folder: string = DEPARTMENTS): readonly Subgraph[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => ({
      name: basename(file, '.graphql'),
      sdl: readFileSync(join(folder, file), 'utf8'),
    }));
}

/** `npm run compose`: writes the supergraph, or says why there is none. */
export function main(complain: (line: string) => void): number {
  try {
    writeFileSync(SUPERGRAPH_FILE, compose(readSubgraphs()));
    return 0;
  } catch (cause) {
    if (!(cause instanceof CompositionError)) throw cause;
    for (const fault of cause.faults) complain(fault);
    return 1;
  }
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = main((line) => process.stderr.write(`${line}\n`));
}

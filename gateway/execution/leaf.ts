import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql';

/** The value to answer with, `undefined` when what came is no value of the type. */
export type ReadLeaf = (value: unknown) => unknown;

const MAX_INT = 2_147_483_647;

/**
 * How values of a scalar or enum type are read. Nothing is converted (an ID given as a whole number
 * apart, which JSON departments do): a value of the wrong type is a department's mistake, not to be
 * guessed at. An enum reads only values that callers may see.
 */
export function leafReader(type: GraphQLLeafType): ReadLeaf {
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name));
    return (value) => (typeof value === 'string' && names.has(value) ? value : undefined);
  }
  return BUILT_IN.get(type.name) ?? ((value) => value);
}

const BUILT_IN: ReadonlyMap<string, ReadLeaf> = new Map<string, ReadLeaf>([
  [GraphQLInt.name, (value) => (isInt(value) ? value : undefined)],
  [GraphQLFloat.name, (value) => (Number.isFinite(value) ? value : undefined)],
  [GraphQLString.name, (value) => (typeof value === 'string' ? value : undefined)],
  [GraphQLBoolean.name, (value) => (typeof value === 'boolean' ? value : undefined)],
  [GraphQLID.name, readId],
]);

function isInt(value: unknown): boolean {
  return (
    Number.isInteger(value) && Math.abs(value as number) <= MAX_INT + 1 && value !== MAX_INT + 1
  );
}

function readId(value: unknown): unknown {
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

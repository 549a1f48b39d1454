import DataLoader from 'dataloader';
import { GraphQLError } from 'graphql';
import type { Source } from '../sources/source.ts';
import type { Row } from './tables.ts';

/** What the resolvers of one request share. Made fresh for each request; nothing outlives it. */
export interface DepartmentContext {
  /** The rows of one subject in one table; calls of one turn are answered by one question to the source. */
  load(table: string, key: string): Promise<readonly Row[]>;
}

/** Batches and caches within one request: one question to the source per record type and turn. */
export function createContext(department: string, source: Source): DepartmentContext {
  const loaders = new Map<string, DataLoader<string, readonly Row[]>>();
  const loaderOf = (table: string): DataLoader<string, readonly Row[]> => {
    const held = loaders.get(table);
    if (held !== undefined) return held;
    const made = createLoader(department, source, table);
    loaders.set(table, made);
    return made;
  };
  return { load: (table, key) => loaderOf(table).load(key) };
}

function createLoader(
  department: string,
  source: Source,
  table: string,
): DataLoader<string, readonly Row[]> {
  return new DataLoader(async (keys) => {
    const rows = await source.rows(table, keys).catch((cause: unknown) => {
      throw sourceUnavailable(department, cause);
    });
    return keys.map((key) => rows.get(key) ?? []);
  });
}

/**
 * A source's own error may quote keys and values, so it is kept as the cause and never printed.
 * `extensions.code` is `SOURCE_UNAVAILABLE`.
 */
function sourceUnavailable(department: string, cause: unknown): GraphQLError {
  const error = new GraphQLError(`source of \`${department}\` did not answer`, {
    extensions: { code: 'SOURCE_UNAVAILABLE', department },
  });
  Object.defineProperty(error, 'cause', { value: cause, enumerable: false });
  return error;
}

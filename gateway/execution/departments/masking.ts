import type { GraphQLFormattedError } from 'graphql';
import type { DepartmentAnswer } from '../department.ts';

/**
 * Takes a department's own words out of its errors: they may name persons, numbers, tables. What is
 * left tells that, where and from whom an error came.
 */
export function maskErrors(answer: DepartmentAnswer, service: string): DepartmentAnswer {
  if (!Array.isArray(answer.errors)) return answer;
  return { ...answer, errors: answer.errors.map((error) => maskError(error, service)) };
}

function maskError(error: unknown, service: string): GraphQLFormattedError {
  const path = (error as { path?: unknown } | null | undefined)?.path;
  return {
    message: 'the department could not answer',
    ...(Array.isArray(path) ? { path } : {}),
    extensions: { code: 'SOURCE_ERROR', service },
  };
}

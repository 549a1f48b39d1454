import { createHmac } from 'node:crypto';

/**
 * How a department that runs as its own server is asked to count: `POST statistics/<kind>` beside its
 * GraphQL endpoint, with JSON. The answer is NDJSON: each line an array of rows, and a last line
 * `{"rows":…}` with their number, without which the answer is cut.
 */
export const COUNTING_KINDS = ['cells', 'profiles', 'attributes', 'revision'] as const;
export type CountingKind = (typeof COUNTING_KINDS)[number];

export const COUNTING_FOLDER = 'statistics';
export const COUNTING_TYPE = 'application/x-ndjson';

/**
 * The credential for counting, made of the service credential. Neither opens what the other does: who
 * may only count cannot ask about a subject, and a question about a subject cannot count.
 */
export function countingCredential(credential: string): string {
  return createHmac('sha256', credential).update('creditgate: counting').digest('base64url');
}

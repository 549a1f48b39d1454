import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { USES } from '../../../policy/terms.ts';
import { canonicalJson } from '../../audit/canonical.ts';
import type { Caller } from '../../auth/caller.ts';
import { GatewayError } from '../../errors.ts';
import { readBody } from '../../http/body.ts';
import { CASE_NUMBER, isHarmless, PURPOSE, readLanguage } from '../../http/context.ts';
import type { BatchOrder } from '../batch.ts';

/** What `POST /batches` takes. The agreement is looked up in the register, by organisation and purpose. */
const orderSchema = z.strictObject({
  operation: z.string().min(1).max(65_536),
  purpose: z.string().regex(PURPOSE).refine(isHarmless).nullable().default(null),
  caseNumber: z.string().regex(CASE_NUMBER).refine(isHarmless).nullable().default(null),
  use: z.enum(USES).nullable().default(null),
  dryRun: z.boolean().default(false),
});

export interface ReadOrder {
  readonly order: BatchOrder;
  readonly idempotencyKey: string | null;
  readonly digest: string;
}

const MAX_ORDER_BYTES = 131_072;
const IDEMPOTENCY_KEY = /^"?[\x21\x23-\x7e]{1,128}"?$/;

/**
 * Reads what a firm asks for.
 *
 * @throws {GatewayError} `BODY_INVALID` naming the fields, `HEADER_INVALID`, `MEDIA_TYPE`, `BODY_TOO_LARGE`
 */
export async function readOrder(request: IncomingMessage, caller: Caller): Promise<ReadOrder> {
  if (mediaType(request) !== 'application/json') throw new GatewayError('MEDIA_TYPE');
  const parsed = orderSchema.safeParse(await readJson(request));
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path }) => path.join('.'));
    throw new GatewayError('BODY_INVALID', { fields: [...new Set(fields)] });
  }
  const { operation, dryRun, ...stated } = parsed.data;
  const language = readLanguage(request.headers);
  return {
    order: { operation, caller, stated, language, dryRun },
    idempotencyKey: idempotencyKey(request),
    digest: createHash('sha256').update(canonicalJson(parsed.data)).digest('hex'),
  };
}

export function mediaType({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function idempotencyKey({ headers }: IncomingMessage): string | null {
  const given = headers['idempotency-key'];
  if (given === undefined) return null;
  if (typeof given === 'string' && IDEMPOTENCY_KEY.test(given)) return given;
  throw new GatewayError('HEADER_INVALID', { header: 'idempotency-key' });
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readBody(request, MAX_ORDER_BYTES);
  try {
    return JSON.parse(text);
  } catch {
    throw new GatewayError('BODY_INVALID', { expected: 'JSON' });
  }
}

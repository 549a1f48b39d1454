import { z } from 'zod';
import type { Position } from '../../../registers/log-index/types.ts';
import { GatewayError } from '../../errors.ts';

const position = z.tuple([z.int(), z.string().min(1).max(255), z.int().min(0)]);

/** A place in the order of answers as the caller carries it: opaque, and nothing but a place. */
export function writeCursor({ time, log, index }: Position): string {
  return Buffer.from(JSON.stringify([time, log, index])).toString('base64url');
}

/** Caller-controlled. @throws {GatewayError} `ARGUMENT_INVALID` */
export function readCursor(text: string): Position {
  const found = position.safeParse(parse(Buffer.from(text, 'base64url').toString('utf8')));
  if (!found.success) throw new GatewayError('ARGUMENT_INVALID', { argument: 'after' });
  const [time, log, index] = found.data;
  return { time, log, index };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

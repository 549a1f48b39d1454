import { createHmac } from 'node:crypto';

/** HMAC-SHA-256 of a text, cut to 128 bits; `key` in hexadecimal. A function of the store's SQL. */
export function pseudonym(text: unknown, key: unknown): string {
  const hmac = createHmac('sha256', Buffer.from(String(key), 'hex'));
  return hmac.update(String(text)).digest('hex').slice(0, 32);
}

import { type Day, formatDay } from '../days.ts';
import type { Parameter } from '../pack/pack.ts';

const LONGEST = 72;

/** A parameter's value on one line, cut where it is long. */
export function shortValue({ name, value }: Parameter): string {
  const text = name === 'inForceFrom' && value !== null ? formatDay(value as Day) : textOf(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function textOf(value: unknown): string {
  if (value instanceof Set) return textOf([...value]);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(textOf).join(' ');
  if (value === null) return 'none';
  if (typeof value !== 'object') return String(value);
  if (isPeriod(value)) return periodText(value);
  const parts = Object.entries(value).map(([key, part]) => `${key}: ${textOf(part)}`);
  return `{${parts.join(', ')}}`;
}

function isPeriod(value: object): value is { months: number; days: number } {
  return Object.keys(value).sort().join() === 'days,months';
}

function periodText({ months, days }: { months: number; days: number }): string {
  const years = months % 12 === 0 ? `${months / 12}Y` : `${months}M`;
  return `P${months === 0 ? '' : years}${days === 0 ? '' : `${days}D`}`;
}

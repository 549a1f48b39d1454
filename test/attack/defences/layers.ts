import type { Patch, RedTest } from './defence.ts';

/** A test of `test/attack/`, by its file and name. */
export const attack = (file: string, name: string): RedTest => ({
  file: `test/attack/${file}.test.ts`,
  name,
});

/** Two layers of one decision: what is closed is cut, and what is closed does not pass the door. */
export const CUT: Patch = {
  file: 'gateway/disclosure/round.ts',
  find: 'entry.keyType, (field) => open.has(field));',
  replace: 'entry.keyType, (field) => open.has(field) || true);',
};
export const CLOSED_AT_THE_DOOR: Patch = {
  file: 'gateway/execution/door/door.ts',
  find: 'if (!decision.open || value === null || value === undefined) return null;',
  replace: `if (value === null || value === undefined) return null;
    if (!decision.open) {
      this.shown.push({ decision: decision.decision, record: null });
      return asked.content.kind === 'object' && Array.isArray(value)
        ? value.map((one) => this.#parts(one as Sent, (asked.content as never as { record: RecordAsk }).record.fields))
        : value;
    }`,
};
export const CLOSED_IN_THE_ANSWER: Patch = {
  file: 'gateway/disclosure/assemble.ts',
  find: 'if (!decision.open) {\n        shaped',
  replace:
    'if (!decision.open && (answered.values?.[field.alias] ?? null) === null) {\n        shaped',
};
export const RECORDS_DECIDED: Patch = {
  file: 'gateway/execution/door/door.ts',
  find: "const passes = decided.outcome === 'disclosed' || decided.outcome === 'masked';",
  replace: 'const passes = true;',
};

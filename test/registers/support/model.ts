import { parseDay, parseInstant } from '../../../policy/days.ts';

/**
 * What the registers should answer, told from the rows of files and in the plainest way. It shares
 * nothing with the registers but the reading of dates.
 */
export interface Row {
  readonly register:
    | 'authorisations'
    | 'lifecycle'
    | 'lists'
    | 'basis-status'
    | 'objections'
    | 'repairs'
    | 'opt-outs';
  readonly fields: Readonly<Record<string, string | boolean | number | null>>;
}

type Fields = Row['fields'];
type Plain = Readonly<Record<string, unknown>>;

/** The rows in force: of each entry the last one that had not come before. */
function inForce(rows: readonly Row[], register: Row['register'], subject: string): Fields[] {
  const versions = new Map<string, string[]>();
  for (const row of rows) {
    if (row.register !== register || row.fields.subject !== subject) continue;
    const { fields } = row;
    const derived = {
      lifecycle: 'life',
      'basis-status': [fields.documentId, fields.item, fields.record, fields.changedOn].join('/'),
      lists: [fields.item, fields.record].join('/'),
    } as Record<string, string>;
    const id = derived[register] ?? String(fields.id);
    const seen = versions.get(id) ?? [];
    const text = JSON.stringify(fields);
    if (!seen.includes(text)) versions.set(id, [...seen, text]);
  }
  return [...versions.values()].map((seen) => {
    const last = JSON.parse(seen.at(-1) ?? '{}') as Fields;
    if (register !== 'authorisations') return last;
    // the earliest revocation that was ever loaded stands
    const moments = seen.map((text) => (JSON.parse(text) as Fields).revokedAt ?? null);
    return { ...last, revokedAt: moments.filter((moment) => moment !== null).sort()[0] ?? null };
  });
}

const dayOf = (value: unknown) => (typeof value === 'string' ? parseDay(value) : null);
const instantOf = (value: unknown) => (typeof value === 'string' ? parseInstant(value) : null);

export function modelOf(
  rows: readonly Row[],
  subject: string,
  grantee: string,
  at: number,
  today: number,
): Plain {
  const life = inForce(rows, 'lifecycle', subject)[0] ?? {};
  const granted = inForce(rows, 'authorisations', subject).filter((row) => row.grantee === grantee);
  const keys = new Set<string>();
  const of = (register: Row['register']) => inForce(rows, register, subject);
  const wishes = of('opt-outs');
  for (const row of [...of('basis-status'), ...of('objections'), ...of('repairs'), ...wishes]) {
    if (row.record !== null) keys.add(`${row.item}\0${row.record}`);
  }
  const records: Record<string, Plain> = {};
  for (const key of keys) {
    const mine = (register: Row['register']) =>
      of(register).filter((row) => `${row.item}\0${row.record}` === key);
    records[key] = recordOf(mine, today);
  }
  const itemWishes: Record<string, number | null> = {};
  for (const wish of wishes.filter(({ record }) => record === null)) {
    const item = String(wish.item);
    const on = dayOf(wish.requestedOn);
    const before = itemWishes[item];
    itemWishes[item] = before === undefined || before === null || (on ?? 0) < before ? on : before;
  }
  return {
    bornOn: dayOf(life.bornOn),
    diedOn: dayOf(life.diedOn),
    terminatedOn: null,
    capacity: life.capacity ?? 'full',
    hasResidentId: life.hasResidentId ?? true,
    authorisations: granted
      .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))
      .map((row) => {
        const revokedAt = instantOf(row.revokedAt);
        return {
          id: row.id,
          purpose: row.purpose,
          form: row.form,
          grantedBy: row.grantedBy,
          bundled: row.bundled,
          until: dayOf(row.until),
          revokedAt:
            revokedAt === null ? null : revokedAt > at ? revokedAt : Math.min(revokedAt, at),
        };
      }),
    listed: of('lists')
      .map((row) => `${row.listedOn}..${row.removedOn} ${row.record}`)
      .sort(),
    records,
    optOuts: itemWishes,
  };
}

function recordOf(mine: (register: Row['register']) => readonly Fields[], today: number): Plain {
  const reached = (rows: readonly Fields[], field: string) => {
    const sorted = [...rows].sort((a, b) => (dayOf(a[field]) ?? 0) - (dayOf(b[field]) ?? 0));
    const past = sorted.filter((row) => (dayOf(row[field]) ?? 0) <= today);
    return past.at(-1) ?? sorted[0] ?? null;
  };
  const basis = reached(mine('basis-status'), 'changedOn');
  const repair = reached(mine('repairs'), 'decidedOn');
  const open = mine('objections').filter((row) => {
    const decided = dayOf(row.decidedOn);
    return (dayOf(row.receivedOn) ?? 0) <= today && (decided === null || decided > today);
  });
  const wishes = mine('opt-outs').map((row) => dayOf(row.requestedOn) ?? 0);
  return {
    basis: basis?.status ?? 'effective',
    basisChangedOn: dayOf(basis?.changedOn),
    repair: repair === null ? null : repair.effect,
    openSince:
      open.length === 0 ? null : Math.min(...open.map((row) => dayOf(row.receivedOn) ?? 0)),
    optOutRequestedOn: wishes.length === 0 ? null : Math.min(...wishes),
  };
}

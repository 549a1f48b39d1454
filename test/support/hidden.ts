import type { SubjectField } from './fields.ts';
import type { World } from './gateway.ts';
import type { Oracle } from './oracle.ts';
import { keysOf, NAMING_TEXT, type WorldMaker } from './random-world.ts';
import type { Fields, Rows } from './world.ts';

/** Reasons for which a record is withheld and the caller is told that there is one. */
const TOLD = new Set<string | null>(['LINK_ROLE', 'POINTS_NOT_COMPUTED_WITHOUT']);

/**
 * The same world to the caller, and another one where it may not look: hidden records are gone and
 * others are there, withheld fields hold something else, and texts that are scrubbed say something
 * else.
 */
export function elsewhere(
  world: World,
  reached: readonly SubjectField[],
  oracle: Oracle,
  maker: WorldMaker,
): World {
  const rows: Record<string, Record<string, readonly Fields[]>> = {};
  for (const [table, fields] of Map.groupBy(reached, (field) => field.table)) {
    const [first] = fields;
    if (first === undefined) continue;
    const changed: Record<string, readonly Fields[]> = {};
    for (const key of keysOf(first)) {
      const held = world.rows[table]?.[key] ?? [];
      changed[key] =
        first.shape === 'records'
          ? changedRecords(held, fields, key, oracle, maker)
          : changedValues(held, fields, key, oracle, maker);
    }
    rows[table] = changed;
  }
  return { ...world, rows, registers: strangersChanged(world, rows) };
}

function isShown(oracle: Oracle, field: SubjectField, key: string, row: Fields): boolean {
  if (field.where !== null && row[field.where.column] !== field.where.equals) return false;
  const { outcome, reason } = oracle.decide(field, key, row);
  return outcome === 'disclosed' || outcome === 'masked' || TOLD.has(reason);
}

function changedRecords(
  held: readonly Fields[],
  fields: readonly SubjectField[],
  key: string,
  oracle: Oracle,
  maker: WorldMaker,
): readonly Fields[] {
  const [field] = fields;
  if (field === undefined || oracle.isSelf(field.kind, key)) return held;
  const isVisible = (row: Fields) => fields.some((one) => isShown(oracle, one, key, row));
  const wide = fields.toSorted((a, b) => b.columns.length - a.columns.length)[0] ?? field;
  const added = maker.records(wide).filter((row) => !isVisible(row));
  const mayAdd = field.evidence.listedOn === undefined || !oracle.isListed(field.kind, key);
  const kept = held.filter(isVisible).map((row) => scrubbedChanged(row, field, oracle));
  return [...(mayAdd ? added : []), ...kept];
}

/** What is cut out of a free text may be anything. */
function scrubbedChanged(row: Fields, field: SubjectField, oracle: Oracle): Fields {
  if (oracle.seesIncidentals) return row;
  const texts = field.columns.filter(
    ({ name, freeText }) => freeText === true && row[name] === NAMING_TEXT,
  );
  return { ...row, ...Object.fromEntries(texts.map(({ name }) => [name, `${NAMING_TEXT}另一人`])) };
}

function changedValues(
  held: readonly Fields[],
  fields: readonly SubjectField[],
  key: string,
  oracle: Oracle,
  maker: WorldMaker,
): readonly Fields[] {
  const closed = fields.filter((field) => {
    const { outcome } = oracle.decide(field, key, null);
    return outcome !== 'disclosed' && outcome !== 'masked';
  });
  const others = closed.map((field) => maker.value(field));
  return [Object.assign({}, held[0], ...others) as Fields];
}

/** What the registers hold for other organisations, and of records that are not there any more. */
function strangersChanged({ registers }: World, rows: Rows): World['registers'] {
  if (registers === null) return null;
  const numbers = new Set(
    Object.values(rows).flatMap((table) =>
      Object.values(table).flatMap((held) => held.flatMap((row) => Object.values(row).map(String))),
    ),
  );
  const subjects = Object.entries(registers.subjects).map(([key, held]) => {
    const records = [...(held.records ?? [])].filter(([record]) =>
      numbers.has(record.split('\0')[1] ?? ''),
    );
    const { 'F-001': own = [] } = held.granted ?? {};
    const granted = { 'F-001': own, 'F-999': own, 'F-002': held.granted?.['F-002'] ?? [] };
    return [key, { ...held, granted, records: new Map(records) }] as const;
  });
  return {
    subjects: Object.fromEntries(subjects),
    callers: {
      ...registers.callers,
      'F-999': registers.callers['F-001'] ?? registers.callers['G-001'],
    } as never,
  };
}

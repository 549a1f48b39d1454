import { mask } from '../../policy/masks.ts';
import type { ReferenceAnswer } from '../reference/evaluate.ts';
import { SERVED, type SubjectField } from './fields.ts';
import { engineOf, type World } from './gateway.ts';
import { isShown, type Oracle } from './oracle.ts';
import type { FieldPart, Operation, RecordPart, RootPart } from './random-operation.ts';
import { NAMING_TEXT } from './random-world.ts';
import type { Fields } from './world.ts';

type Json = unknown;

/** What a caller should be told: the data, and where something is withheld, masked or marked. */
export interface Expected {
  readonly data: Readonly<Record<string, Json>>;
  /** `path: item reason`, `path: item` and `path: marks`, sorted. */
  readonly withheld: readonly string[];
  readonly masked: readonly string[];
  readonly marks: readonly string[];
}

/**
 * The naive evaluator: it takes everything that the departments hold, walks the operation over it,
 * and strikes out what the reference decision does not let the caller have. It knows no plan, no
 * cut and no door.
 */
export function censor(
  operation: Operation,
  world: World,
  oracle: Oracle,
  regulation: string,
): Expected {
  const walk = new Walk(world, oracle, regulation);
  const data = operation.roots.map((root) => [root.key, walk.root(root)] as const);
  return {
    data: Object.fromEntries(data),
    withheld: walk.withheld.toSorted(),
    masked: walk.masked.toSorted(),
    marks: walk.marks.toSorted(),
  };
}

type Path = readonly (string | number)[];

class Walk {
  readonly withheld: string[] = [];
  readonly masked: string[] = [];
  readonly marks: string[] = [];
  readonly #world: World;
  readonly #oracle: Oracle;
  readonly #masks: Parameters<typeof mask>[0];

  constructor(world: World, oracle: Oracle, regulation: string) {
    this.#world = world;
    this.#oracle = oracle;
    this.#masks = engineOf(regulation).pack.parameters['identity.maskForm'].value;
  }

  root({ key, list, keys, fields }: RootPart): Json {
    if (!list) return this.#subject(keys[0] ?? '', fields, [key]);
    return keys.map((subject, index) => this.#subject(subject, fields, [key, index]));
  }

  #subject(key: string, fields: readonly FieldPart[], path: Path): Json {
    const values = fields.map((part) => [part.key, this.#field(key, part, [...path, part.key])]);
    return Object.fromEntries(values) as Json;
  }

  #field(key: string, part: FieldPart, path: Path): Json {
    const { field } = part;
    const { outcome, reason } = this.#oracle.decideField(field, key);
    if (outcome === 'withheld' || outcome === 'refused') {
      this.withheld.push(`${path.join('.')}: ${field.item} ${reason}`);
      return null;
    }
    if (field.record !== null) return this.#records(key, part, path);
    if (outcome === 'silent') return null;
    const row = this.#world.rows[field.table]?.[key]?.[0];
    const value = row?.[field.column?.name ?? ''] ?? null;
    if (value === null) return null;
    this.#mark(path, this.#oracle.decide(field, key, null));
    if (field.shape === 'edge') return this.#subject(String(value), part.behind, path);
    if (outcome === 'disclosed') return value;
    this.masked.push(`${path.join('.')}: ${field.item}`);
    return mask(this.#masks, identityOf(field), String(value));
  }

  #records(key: string, { field, parts }: FieldPart, path: Path): Json {
    const rows = this.#world.rows[field.table]?.[key] ?? [];
    const kept = rows
      .filter((row) => field.where === null || row[field.where.column] === field.where.equals)
      .toSorted((a, b) => (numberOf(field, a) < numberOf(field, b) ? -1 : 1))
      .map((row) => ({ row, answer: this.#oracle.decide(field, key, row) }));
    const shown = kept.filter(({ answer }) => isShown(answer));
    const barred = kept.find(
      ({ answer: { outcome, reason } }) => outcome === 'withheld' && BARRED.has(reason ?? ''),
    );
    if (barred !== undefined) {
      this.withheld.push(`${path.join('.')}: ${field.item} ${barred.answer.reason}`);
      if (shown.length === 0) return null;
    }
    return shown.map(({ row, answer }, index) => {
      this.#mark([...path, index], answer);
      if (answer.outcome === 'masked')
        this.masked.push(`${path.join('.')}.${index}: ${field.item}`);
      return this.#parts(field, row, parts, [...path, index]);
    });
  }

  #parts(field: SubjectField, row: Fields, parts: readonly RecordPart[], path: Path): Json {
    const values = parts.map(({ key, column, edge, behind }) => {
      const value = row[column] ?? null;
      if (value === null) return [key, null];
      if (edge !== null) return [key, this.#subject(String(value), behind, [...path, key])];
      return [key, this.#part(field, column, value)];
    });
    return Object.fromEntries(values) as Json;
  }

  /** Names and texts of third persons are for agencies and officers. */
  #part(field: SubjectField, column: string, value: NonNullable<Fields[string]>): Json {
    const known = field.columns.find(({ name }) => name === column);
    if (this.#oracle.seesIncidentals) return value;
    if (known?.freeText === true && value === NAMING_TEXT) return null;
    if (known?.identity === undefined) return value;
    return mask(this.#masks, identityWord(known.identity), String(value));
  }

  #mark(path: Path, { marks }: ReferenceAnswer): void {
    if (marks.length > 0) this.marks.push(`${path.join('.')}: ${[...marks].sort().join()}`);
  }
}

const BARRED = new Set(['LINK_ROLE', 'POINTS_NOT_COMPUTED_WITHOUT']);

function numberOf({ record }: SubjectField, row: Fields): string {
  return String(row[record ?? '']);
}

function identityOf({ kind, name }: SubjectField) {
  const type = kind === 'LEGAL' ? 'LegalEntity' : 'NaturalPerson';
  return identityWord(SERVED.contract.items.get(`${type}.${name}`)?.sensitive.identity ?? '');
}

function identityWord(word: string): Parameters<typeof mask>[1] {
  return word.toLowerCase().replaceAll('_', '-') as Parameters<typeof mask>[1];
}

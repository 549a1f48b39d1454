import {
  type AttributeRow,
  type CellsQuestion,
  type Counted,
  type CountedCell,
  type Dimension,
  NO_OBJECTION,
  type ProfileRow,
  UNKNOWN,
} from '../../../schema/statistics/question.ts';
import { SourceFailure } from '../../execution/errors.ts';
import { isRecord } from '../../execution/records.ts';

const PSEUDONYM = /^[0-9a-f]{32}$/;
/** A division, a year or a month; what a department's own database holds may be misspelt. */
const SHORT = /^[^\p{Cc}]{1,10}$/u;
/** A word of a vocabulary; departments may have their own. */
const WORD = /^[^\p{Cc}]{1,64}$/u;
const MOST_RECORDS = 2 ** 31 - 1;

const AMOUNTS = ['sum', 'largest', 'second', 'median'] as const;

type Fits = (value: unknown) => value is string;

/** Reads profiles: of what was asked about, and nothing else. @throws SourceFailure `format` */
export function profileReader(counted: Counted): (row: unknown) => ProfileRow {
  const fits = fitsOf(counted, '');
  return (row) => {
    const [pseudonym, region, item, month, objection, records, amount] = arrayOf(row, 7);
    if (
      isText(pseudonym, PSEUDONYM) &&
      fits.region(region) &&
      fits.item(item) &&
      fits.month(month) &&
      fits.objection(objection) &&
      isCount(records) &&
      isAmount(amount)
    ) {
      return [pseudonym, region, item, month, objection, records, amount];
    }
    throw unfit();
  };
}

/** @throws SourceFailure `format` */
export function attributeOf(row: unknown): AttributeRow {
  const [pseudonym, entityType, industry] = arrayOf(row, 3);
  if (isText(pseudonym, PSEUDONYM) && isText(entityType, WORD) && isText(industry, WORD)) {
    return [pseudonym, entityType, industry];
  }
  throw unfit();
}

/** Reads cells of the dimensions that were asked. @throws SourceFailure `format` */
export function cellReader(
  question: CellsQuestion,
  department: string,
): (cell: unknown) => CountedCell {
  const { dimensions, amount: hasAmount } = question;
  const fits = fitsOf(question, department);
  return (cell) => {
    const { values, subjects, records, amount } = isRecord(cell) ? cell : {};
    const read = arrayOf(values, dimensions.length);
    const isFit = dimensions.every((dimension, at) => fits[dimension](read[at]));
    if (!isFit || !isCount(subjects) || !isCount(records) || records < subjects) throw unfit();
    const amounts = hasAmount ? amountOf(amount) : null;
    return { values: read as readonly string[], subjects, records, amount: amounts };
  };
}

/** @throws SourceFailure `format` */
export function revisionOf(row: unknown): string | null {
  if (row === null || isText(row, WORD)) return row;
  throw unfit();
}

/** What a value of each dimension may be, in an answer to this question. */
function fitsOf(counted: Counted, department: string): Readonly<Record<Dimension, Fits>> {
  const form =
    (pattern: RegExp): Fits =>
    (value): value is string =>
      value === UNKNOWN || isText(value, pattern);
  const oneOf = (words: Iterable<string>): Fits => {
    const known = new Set<unknown>(words);
    return (value): value is string => known.has(value);
  };
  return {
    region: form(SHORT),
    industry: form(WORD),
    entityType: form(WORD),
    year: form(SHORT),
    month: form(SHORT),
    recordClass: oneOf(counted.items.map(({ class: kind }) => kind)),
    item: oneOf(counted.items.map(({ item }) => item)),
    department: oneOf([department]),
    objection: oneOf([NO_OBJECTION, ...counted.notes.records.map((note) => note[4])]),
  };
}

function amountOf(amount: unknown): NonNullable<CountedCell['amount']> {
  const given = isRecord(amount) ? amount : {};
  if (!AMOUNTS.every((name) => isAmount(given[name]))) throw unfit();
  const [sum, largest, second, median] = AMOUNTS.map((name) => Number(given[name]));
  return { sum: sum ?? 0, largest: largest ?? 0, second: second ?? 0, median: median ?? 0 };
}

function arrayOf(value: unknown, length: number): readonly unknown[] {
  if (Array.isArray(value) && value.length === length) return value;
  throw unfit();
}

function isText(value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= MOST_RECORDS;
}

function isAmount(value: unknown): value is number {
  return Number.isFinite(value);
}

function unfit(): SourceFailure {
  return new SourceFailure('format', 'expected a row of what was asked');
}

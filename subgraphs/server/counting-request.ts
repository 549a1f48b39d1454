import { z } from 'zod';
import { EVIDENCE_ARGUMENTS } from '../../schema/directives.ts';
import {
  type CellsQuestion,
  type Condition,
  type Counted,
  DIMENSIONS,
} from '../../schema/statistics/question.ts';

const KEY = /^[0-9a-f]{64}$/;
const MOST_YEARS = 200;

const evidence = z.enum(EVIDENCE_ARGUMENTS);
const text = z.string().max(500);
const day = z.iso.date();

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(condition) }),
    z.strictObject({ any: z.array(condition) }),
    z.strictObject({ evidence, is: z.enum(['missing', 'present']) }),
    z.strictObject({ evidence, before: day }),
    z.strictObject({ evidence, from: day }),
    z.strictObject({ evidence, oneOf: z.array(text) }),
    z.strictObject({ evidence, flag: z.boolean() }),
    z.strictObject({ bornUntil: day }),
    z.strictObject({ conductFromAge: z.int().min(0).max(MOST_YEARS) }),
  ]),
);

const counted = {
  subject: z.enum(['LEGAL', 'NATURAL']),
  items: z.array(z.strictObject({ item: text, class: text, condition })),
  notes: z.strictObject({
    records: z.array(
      z.tuple([text, text, text, z.union([z.literal(0), z.literal(1), z.literal(2)]), text]),
    ),
    items: z.array(text),
    documents: z.array(text),
  }),
};

const key = z.string().regex(KEY);

/** What a department's server is asked to count, checked as a stranger's would be. */
export const COUNTING_REQUESTS = {
  cells: z.strictObject({
    ...counted,
    dimensions: z.array(z.enum(DIMENSIONS)).max(DIMENSIONS.length),
    filters: z.partialRecord(z.enum(DIMENSIONS), z.array(text)),
    amount: z.boolean(),
    most: z.int().min(0),
  }) satisfies z.ZodType<CellsQuestion>,
  profiles: z.strictObject({ counted: z.strictObject(counted) satisfies z.ZodType<Counted>, key }),
  attributes: z.strictObject({ key }),
  revision: z.strictObject({}),
} as const;

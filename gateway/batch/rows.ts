import type { GraphQLFormattedError } from 'graphql';
import type { Decision } from '../../policy/decision.ts';
import type { Dependencies } from '../dependencies.ts';
import { assemble, refusalError, subjectsOf, type ToAssemble } from '../disclosure/answer.ts';
import { type DecidedSubject, refusalOf } from '../disclosure/decide.ts';
import { type Asking, type DecidedQuestion, type Gathered, gather } from '../disclosure/gather.ts';
import { registeredAmong } from '../disclosure/registered.ts';
import type { DisclosureReport } from '../disclosure/report.ts';
import type { AnsweredSubject } from '../disclosure/round.ts';
import { rootsOf } from '../disclosure/subjects.ts';
import { GatewayError } from '../errors.ts';
import type { BatchOrder, Outcome } from './batch.ts';
import type { BatchOperation } from './operation.ts';

/** The answer to one key, as a single query would have it. */
export interface AnsweredRow {
  readonly outcome: Outcome;
  /** Why something was withheld, refused or not possible; each once. */
  readonly reasons: readonly string[];
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly disclosure?: DisclosureReport;
}

export interface AnsweredRows {
  /** In the order of the keys, duplicates kept. */
  readonly rows: readonly AnsweredRow[];
  /** Everybody about whom something was decided. */
  readonly subjects: readonly AnsweredSubject[];
  /** A department or the registers did not answer: asked again, rows may hold more. */
  readonly isIncomplete: boolean;
}

type Row = ToAssemble['roots'][number];

/** Rows put together before others get their turn. */
const ROWS_AT_ONCE = 25;

/**
 * Answers rows of a batch on the way of a query: one look-up for all keys, each subject decided on its
 * own, one fetch for those decided alike, each row put together as the answer to a query of its own.
 */
export async function answerRows(
  dependencies: Dependencies,
  order: BatchOrder & Pick<Asking, 'now'>,
  operation: BatchOperation,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<AnsweredRows> {
  const rows = await readKeys(dependencies, order, operation, keys, signal);
  const readable = rows.filter((row) => 'ask' in row);
  const refused = new Map<string, Refused>();
  const asking: Asking = { ...order, batch: true, signal };
  const gathered = await gather(dependencies, asking, questionsOf(readable), (decided) =>
    Promise.resolve(decided.map((question) => takeOut(question, refused))),
  );
  const answered: AnsweredRow[] = [];
  for (const row of rows) {
    answered.push(answerRow(dependencies, order, operation, row, gathered, refused));
    if (answered.length % ROWS_AT_ONCE === 0) await new Promise(setImmediate);
  }
  const turnedAway = [...refused.values()].map(
    ({ decided }): AnsweredSubject => ({ decided, values: null, passages: new Map() }),
  );
  return {
    rows: answered,
    subjects: [...subjectsOf(gathered.known), ...turnedAway],
    isIncomplete: gathered.faults.length > 0 || (readable.length > 0 && gathered.facts === null),
  };
}

/** The question each key asks, or what is wrong with the key. */
async function readKeys(
  dependencies: Dependencies,
  { caller }: BatchOrder,
  { root, variable, variables }: BatchOperation,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<readonly (Row | GatewayError)[]> {
  const { contract, asks, maxKeys } = dependencies;
  const rows = keys.map((key): Row | GatewayError => {
    try {
      const given = { ...variables, [variable]: key };
      const [asked] = rootsOf(root, contract, given, caller, maxKeys);
      if (asked === undefined) return new GatewayError('BATCH_OPERATION');
      return { ...asked, ask: asks.entity(asked.selection, asked.subject) };
    } catch (cause) {
      if (cause instanceof GatewayError) return cause;
      throw cause;
    }
  });
  const doubtful = rows.flatMap((row) =>
    'doubtful' in row && row.doubtful.length > 0 ? row.keys : [],
  );
  if (doubtful.length === 0) return rows;
  const registered = await registeredAmong(dependencies, [...new Set(doubtful)], signal);
  return rows.map((row) => {
    if (!('doubtful' in row) || row.doubtful.length === 0) return row;
    if (registered.has(row.keys[0] ?? '')) return row;
    return new GatewayError('KEY_CHECK_FAILED', { field: row.shape.key, position: 0 });
  });
}

function questionsOf(rows: readonly Row[]) {
  const [first] = rows;
  if (first === undefined) return [];
  return [{ ask: first.ask, keys: rows.flatMap(({ keys }) => keys) }];
}

interface Refused {
  readonly decided: DecidedSubject;
  readonly refusal: Decision;
}

/** A query about this subject alone would be refused: no department is asked about it. */
function takeOut(question: DecidedQuestion, refused: Map<string, Refused>): DecidedQuestion {
  const subjects = question.subjects.filter((decided) => {
    const refusal = refusalOf([decided]);
    if (refusal !== null) refused.set(decided.key, { decided, refusal });
    return refusal === null;
  });
  return { ...question, subjects };
}

function answerRow(
  dependencies: Dependencies,
  order: BatchOrder,
  { document, variable, variables }: BatchOperation,
  row: Row | GatewayError,
  gathered: Gathered,
  refused: ReadonlyMap<string, Refused>,
): AnsweredRow {
  if (row instanceof GatewayError) return unanswered('failed', row);
  const [key = ''] = row.keys;
  const found = refused.get(key);
  if (found !== undefined)
    return unanswered('refused', refusalError(found.refusal, order.language));
  const { data, errors, report } = assemble(
    dependencies,
    {
      ...order,
      document,
      operationName: null,
      coerced: { ...variables, [variable]: key },
      roots: [row],
    },
    gathered,
  );
  const withheld = report.withheld.map(({ reason }) => String(reason));
  const failed = errors.map(({ extensions }) => String(extensions?.code));
  return {
    outcome: failed.length > 0 ? 'failed' : withheld.length > 0 ? 'withheld' : 'disclosed',
    reasons: [...new Set([...failed, ...withheld])],
    ...(order.dryRun ? {} : { data }),
    ...(errors.length === 0 ? {} : { errors }),
    disclosure: report,
  };
}

function unanswered(outcome: Outcome, { code, message, facts }: GatewayError): AnsweredRow {
  return { outcome, reasons: [code], errors: [{ message, extensions: { code, ...facts } }] };
}

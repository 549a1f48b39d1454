import { pipeline } from 'node:stream';
import { type Info, parse } from 'csv-parse';
import type { RefusalReason } from '../source.ts';
import { type DropLine, type Expected, MAX_RECORD_BYTES } from './lines.ts';

interface Parsed {
  readonly record: readonly string[];
  readonly info: Info;
}

/**
 * Reads CSV (RFC 4180, UTF-8, header line, comma): an empty field is "not held". Columns the record
 * type does not have are noted by position, never by name: a file without a header has data there.
 */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  expected: Expected,
): AsyncGenerator<DropLine> {
  const skipped: DropLine[] = [];
  let header: readonly string[] | undefined;
  let lastLine = 0;
  for await (const { record, info } of parser(chunks, skipped)) {
    yield* skipped.splice(0);
    const line = lastLine + 1;
    lastLine = info.lines;
    if (header === undefined) {
      header = record;
      const problems = headerProblems(header, expected, line);
      yield* problems;
      if (problems.some((problem) => 'fatal' in problem)) return;
    } else {
      yield lineOf(header, record, line);
    }
  }
  yield* skipped.splice(0);
}

/** A failure to read is thrown by the iteration; leaving it early closes the file. */
function parser(chunks: AsyncIterable<Buffer>, skipped: DropLine[]): AsyncIterable<Parsed> {
  const parsing = parse({
    bom: true,
    encoding: 'utf8',
    info: true,
    max_record_size: MAX_RECORD_BYTES,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      const line = Number(error?.lines ?? 1);
      skipped.push({ line, column: null, reason: reasonOf(error?.code) });
      return undefined;
    },
  });
  pipeline(chunks, parsing, () => undefined);
  return parsing;
}

function reasonOf(code: string | undefined): RefusalReason {
  return code === 'CSV_MAX_RECORD_SIZE' ? 'TOO_LONG' : 'SYNTAX';
}

function headerProblems(
  header: readonly string[],
  expected: Expected,
  line: number,
): readonly DropLine[] {
  const missing = expected.required
    .filter((name) => !header.includes(name))
    .map((column) => ({ line, column, reason: 'MISSING_COLUMN', fatal: true }) as const);
  if (missing.length > 0) return missing;
  return header.flatMap((name, at) => {
    if (expected.columns.has(name)) return [];
    return [{ line, column: `#${at + 1}`, reason: 'UNKNOWN_COLUMN', note: true }] as const;
  });
}

function lineOf(header: readonly string[], record: readonly string[], line: number): DropLine {
  if (record.length !== header.length) return { line, column: null, reason: 'COLUMN_COUNT' };
  const fields: Record<string, string | null> = {};
  for (let i = 0; i < header.length; i++) {
    const text = record[i];
    fields[header[i] ?? ''] = text === undefined || text === '' ? null : text;
  }
  return { line, fields };
}

import { pipeline } from 'node:stream';
import { type Info, parse } from 'csv-parse';
import { type Line, MAX_RECORD_BYTES } from './lines.ts';

interface Parsed {
  readonly record: readonly string[];
  readonly info: Info;
}

/** Reads CSV (RFC 4180, UTF-8, header line, comma); an empty field is "not held". */
export async function* readCsv(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  const skipped: Line[] = [];
  let header: readonly string[] | undefined;
  let lastLine = 0;
  for await (const { record, info } of parser(chunks, skipped)) {
    yield* skipped.splice(0);
    const line = lastLine + 1;
    lastLine = info.lines;
    if (header === undefined) header = record;
    else yield lineOf(header, record, line);
  }
  yield* skipped.splice(0);
}

/** A failure to read is thrown by the iteration; leaving it early closes the file. */
function parser(chunks: AsyncIterable<Buffer>, skipped: Line[]): AsyncIterable<Parsed> {
  const parsing = parse({
    bom: true,
    encoding: 'utf8',
    info: true,
    max_record_size: MAX_RECORD_BYTES,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      const reason = error?.code === 'CSV_MAX_RECORD_SIZE' ? 'TOO_LONG' : 'SYNTAX';
      skipped.push({ line: Number(error?.lines ?? 1), column: null, reason });
      return undefined;
    },
  });
  pipeline(chunks, parsing, () => undefined);
  return parsing;
}

function lineOf(header: readonly string[], record: readonly string[], line: number): Line {
  if (record.length !== header.length) return { line, column: null, reason: 'COLUMN_COUNT' };
  return { line, fields: Object.fromEntries(header.map((name, at) => [name, record[at]])) };
}

import type { StatisticsTable } from './ask.ts';

const TOTAL = 'all';
/** What is not given; suppressed or empty, nobody can tell. */
const WITHHELD = '-';
const BAR_WIDTH = 40;
/** Line breaks of RFC 4180. */
const CSV_BREAK = '\r\n';

function cellsOf({ dimensions, measures, rows }: StatisticsTable, none: string): string[][] {
  const head = [...dimensions, ...measures].map((name) => name.toLowerCase());
  const body = rows.map(({ values, figures }) => [
    ...values.map((value) => value ?? TOTAL),
    ...figures.map((figure) => (figure === null ? none : String(figure))),
  ]);
  return [head, ...body];
}

/** Aligned columns, with the regulation beneath. */
export function toText(table: StatisticsTable): string {
  const cells = cellsOf(table, WITHHELD);
  const widths = (cells[0] ?? []).map((_head, at) =>
    Math.max(...cells.map((row) => (row[at] ?? '').length)),
  );
  const isFigure = (at: number) => at >= table.dimensions.length;
  const lines = cells.map((row) =>
    row
      .map((cell, at) =>
        isFigure(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${[...lines, '', noteOf(table)].join('\n')}\n`;
}

/** RFC 4180; what is not given is empty. */
export function toCsv(table: StatisticsTable): string {
  const quoted = (cell: string) =>
    /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  const lines = cellsOf(table, '').map((row) => row.map(quoted).join(','));
  return `${lines.join(CSV_BREAK)}${CSV_BREAK}`;
}

/** A bar for the first measure of each row. */
export function toChart(table: StatisticsTable): string {
  const most = Math.max(1, ...table.rows.map(({ figures }) => figures[0] ?? 0));
  const labels = table.rows.map(({ values }) => values.map((value) => value ?? TOTAL).join(' '));
  const width = Math.max(0, ...labels.map((label) => label.length));
  const lines = table.rows.map(({ figures: [figure = null] }, at) => {
    const bar = '█'.repeat(Math.round(((figure ?? 0) / most) * BAR_WIDTH));
    const shown = figure === null ? WITHHELD : `${bar} ${figure}`;
    return `${(labels[at] ?? '').padEnd(width)}  ${shown}`;
  });
  return `${[...lines, '', noteOf(table)].join('\n')}\n`;
}

function noteOf({ regulation, simulation, asOf, remaining }: StatisticsTable): string {
  const draft = simulation ? ' (draft, a simulation)' : '';
  return `${regulation}${draft}, as of ${asOf}; ${remaining} questions of this depth left this year`;
}

import { parseArgs } from 'node:util';
import { askStatistics, type StatisticsReply } from './ask.ts';
import { toChart, toCsv, toText } from './print.ts';

const USAGE = `usage: npx creditgate stats --by DIMENSION,... [options]
  --by region,year        dimensions: region, industry, entity-type, year, month, record-class,
                          item, department, objection
  --measure subjects      subjects, records, and with --where item=... sum, median; several with ,
  --where item=penalty    values of a dimension, several with |; may be given again
  --about legal           legal or natural
  --totals                totals too
  --purpose statistics    what for
  --as table              table, csv or chart
  --url http://127.0.0.1:4000
The token of an analyst is read from CREDITGATE_TOKEN.`;

const OPTIONS = {
  by: { type: 'string', default: '' },
  measure: { type: 'string', default: 'subjects' },
  where: { type: 'string', multiple: true },
  about: { type: 'string', default: 'legal' },
  totals: { type: 'boolean', default: false },
  purpose: { type: 'string', default: 'statistics' },
  as: { type: 'string', default: 'table' },
  url: { type: 'string', default: 'http://127.0.0.1:4000' },
} as const;

const PRINTERS = { table: toText, csv: toCsv, chart: toChart } as const;
const listOf = (text: string) => text.split(',').filter((part) => part !== '');
const enumOf = (word: string) => word.replaceAll('-', '_').toUpperCase();

/** `creditgate stats …`. Exit codes: 0 answered, 1 refused, 2 wrong use. */
export async function run(args: readonly string[]): Promise<number> {
  const given = parsed(args);
  if (given === null) return complain(USAGE, 2);
  const { by, measure, where = [], about, totals, purpose, as, url } = given;
  const print = Object.entries(PRINTERS).find(([name]) => name === as)?.[1];
  if (print === undefined) return complain(USAGE, 2);
  const filters = where.map((text) => {
    const [dimension = '', values = ''] = text.split('=', 2);
    return { dimension: enumOf(dimension), values: values.split('|') };
  });
  const variables = {
    about: enumOf(about),
    measures: listOf(measure).map(enumOf),
    dimensions: listOf(by).map(enumOf),
    filters,
    totals,
  };
  const reply = await askStatistics(url, purpose, variables).catch(() => null);
  if (reply === null) return complain('the gateway did not answer', 1);
  return show(reply, print);
}

function show(
  { table, errors }: StatisticsReply,
  print: (table: NonNullable<StatisticsReply['table']>) => string,
): number {
  if (table === null) {
    return complain(errors.map(({ code, message }) => `${code}: ${message}`).join('\n'), 1);
  }
  process.stdout.write(print(table));
  return 0;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch {
    return null;
  }
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text}\n`);
  return code;
}

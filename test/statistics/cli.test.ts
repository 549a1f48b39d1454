import { describe, expect, it } from 'vitest';
import { toChart, toCsv, toText } from '../../gateway/statistics/cli/print.ts';

const TABLE = {
  regulation: 'guangdong-2021',
  simulation: false,
  asOf: '2026-11-20',
  remaining: 79,
  dimensions: ['REGION', 'YEAR'],
  measures: ['SUBJECTS'],
  rows: [
    { values: ['990100', '2024'], figures: [40] },
    { values: ['990100', '2025'], figures: [null] },
    { values: ['a,"b"', null], figures: [20] },
  ],
};

describe('a table of statistics', () => {
  it('is printed in columns, with what is not given as a dash', () => {
    expect(toText(TABLE)).toBe(
      [
        'region  year  subjects',
        '990100  2024        40',
        '990100  2025         -',
        'a,"b"   all         20',
        '',
        'guangdong-2021, as of 2026-11-20; 79 questions of this depth left this year',
        '',
      ].join('\n'),
    );
  });

  it('is written as CSV', () => {
    expect(toCsv(TABLE)).toBe(
      'region,year,subjects\r\n990100,2024,40\r\n990100,2025,\r\n"a,""b""",all,20\r\n',
    );
  });

  it('is drawn with the longest bar for the largest figure', () => {
    const [first = '', second = '', third = ''] = toChart(TABLE).split('\n');
    expect(first).toBe(`990100 2024  ${'█'.repeat(40)} 40`);
    expect(second).toBe('990100 2025  -');
    expect(third).toBe(`a,"b" all    ${'█'.repeat(20)} 20`);
  });
});

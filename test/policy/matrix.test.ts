import { describe, expect, it } from 'vitest';
import { main } from '../../policy/matrix/main.ts';

const lines: string[] = [];
const code = main(
  [],
  (line) => lines.push(line),
  (line) => lines.push(line),
);

/** The cell of a table: the text, the subject, the row and the column as their titles begin. */
function cell(text: string, subject: string, item: string, asker: string): string {
  const section = after(after(lines, `## ${text}:`), `### About a ${subject} person`);
  const [head = '', , ...rows] = section.filter((line) => line.startsWith('|'));
  const column = head.split(' | ').findIndex((title) => title.startsWith(asker));
  const row = rows.find((line) => line.startsWith(`| ${item} |`)) ?? '';
  return row.replace(/ \|$/, '').split(' | ')[column] ?? '';
}

function after(from: readonly string[], start: string): readonly string[] {
  const at = from.findIndex((line) => line.startsWith(start));
  if (at === -1) throw new RangeError(`expected \`${start}\``);
  return from.slice(at + 1);
}

describe('policy:matrix', () => {
  it('has two tables for each text, the overlay included', () => {
    expect(code).toBe(0);
    expect(lines.filter((line) => line.startsWith('## '))).toHaveLength(6);
    expect(lines.filter((line) => line.startsWith('### '))).toHaveLength(12);
  });

  it.each([
    ['guangdong-2018', 'natural', 'adverse', 'public, opened', '✗ NOT_PUBLIC 21.2'],
    ['guangdong-2018', 'legal', 'adverse', 'public, opened', '✓ 21.3'],
    ['guangdong-2018', 'natural', 'restricted', 'agency', '✗ RESTRICTED_NO_NOTICE 17.2'],
    ['guangdong-2021', 'natural', 'identity field', 'public, ordered', '◐ 18.2'],
    ['guangdong-2021', 'natural', 'identity field', 'public, opened', '✗ IDENTITY_FIELD 18.2'],
    ['guangdong-2021', 'natural', 'restricted', 'agency', '✓ 19.1'],
    ['guizhou-2018', 'natural', 'adverse', 'firm without', '✗ NO_AUTHORISATION 16.3'],
    ['hangzhou-2020', 'natural', 'adverse', 'public, opened', '✓ 14.1.1'],
    [
      'hangzhou-2020 + zhejiang-2017',
      'natural',
      'adverse',
      'public, opened',
      '✗ NOT_PUBLIC zhejiang-2017:15.2',
    ],
    ['heilongjiang', 'natural', 'identity field', 'firm with authorisation', '◐ 25.2'],
    ['heilongjiang', 'legal', 'commitment', 'public, not open', '✓ 24.1.1'],
    ['heilongjiang', 'legal', 'self-reported', 'agency', '✗ NO_AUTHORISATION 22.3'],
    ['heilongjiang', 'legal', 'adverse', 'analyst without', '✗ refused, OUTSIDE_AUTHORITY 56.1.2'],
  ])('%s, %s: %s for %s', (text, subject, item, asker, expected) => {
    expect(cell(text, subject, item, asker)).toBe(expected);
  });

  it.each(['guangdong-2018', 'guangdong-2021', 'guizhou-2018', 'hangzhou-2020', 'heilongjiang'])(
    '%s: the subject sees everything, an analyst without a case nothing',
    (text) => {
      for (const item of ['adverse', 'basic', 'identity field', 'restricted']) {
        expect(cell(text, 'natural', item, 'subject')).toMatch(/^✓ /);
        expect(cell(text, 'natural', item, 'analyst without')).toMatch(/^✗ refused/);
      }
    },
  );

  it('takes no arguments', () => {
    expect(
      main(
        ['--json'],
        () => undefined,
        () => undefined,
      ),
    ).toBe(2);
  });
});

import type { ReferenceCase } from '../reference/types.ts';

/** Guangdong 2018: three years from recognition, to 10 January 2024. */
export const RECOGNISED = {
  name: 'a penalty of a subject that was listed more than once',
  regulation: 'guangdong-2018',
  asOf: '2024-01-10',
  caller: { kind: 'public' },
  subject: { kind: 'legal' },
  item: { id: 'penalty', class: 'adverse' },
  record: { recognisedOn: '2021-01-10' },
} as const satisfies ReferenceCase;

type Listing = readonly [from: string, until: string | null];

/**
 * Memberships of the subject, in any order, with the last day on which the penalty is shown; null =
 * no end. A listing extends the period if it is there when the period, so far extended, ends (a.
 * 24.1.2); what has ended is not revived.
 */
export const LISTINGS: readonly (readonly [listings: readonly Listing[], last: string | null])[] = [
  [[['2022-01-01', '2023-01-01']], '2024-01-10'],
  [[['2024-01-10', '2024-03-01']], '2024-03-01'],
  [[['2024-01-11', '2024-03-01']], '2024-01-10'],
  [
    [
      ['2023-06-01', '2024-03-01'],
      ['2024-03-01', '2024-05-01'],
    ],
    '2024-05-01',
  ],
  [
    [
      ['2024-03-01', '2024-05-01'],
      ['2023-06-01', '2024-03-01'],
    ],
    '2024-05-01',
  ],
  [
    [
      ['2023-06-01', '2024-05-01'],
      ['2023-07-01', '2024-02-01'],
    ],
    '2024-05-01',
  ],
  [
    [
      ['2023-06-01', '2024-03-01'],
      ['2024-03-02', null],
    ],
    '2024-03-01',
  ],
  [
    [
      ['2024-02-01', null],
      ['2023-06-01', '2024-03-01'],
    ],
    null,
  ],
];

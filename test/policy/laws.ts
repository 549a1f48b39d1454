import type { ReferenceCase } from '../reference/types.ts';

/** Guangdong 2021 under laws that nobody made: two between dates, one without an end. */
export const LAWS = `
overrides:
  - law: a law on five hundred days
    gist: { zh: 五百日为限, en: five hundred days at most }
    from: "2023-03-01"
    until: "2023-03-31"
    set: { period.length: { kind: fixed, length: P500D } }
  - law: a law on five hundred days
    gist: { zh: 再次以五百日为限, en: five hundred days at most once more }
    from: "2023-06-01"
    until: "2023-06-01"
    set: { period.length: { kind: fixed, length: P500D }, expiry.stops: [public, firm] }
  - law: a law on sharing
    gist: { zh: 政务共享也停止, en: sharing ends too }
    from: "2023-06-01"
    until: null
    set: { expiry.stops: [public, firm, agency, analyst] }
`;

/** Recognised five hundred and some days before, so that five years have not passed. */
export const PENALTY = {
  name: 'a penalty',
  regulation: 'guangdong-2021',
  asOf: '2023-03-01',
  caller: { kind: 'public' },
  subject: { kind: 'legal' },
  item: { id: 'penalty', class: 'adverse' },
  record: { recognisedOn: '2021-07-01' },
} as const satisfies ReferenceCase;

const REGULATION = PENALTY.regulation;

/** What the public is answered about the penalty on a day, and the laws that the answer cites. */
export const ON_DAYS: readonly (readonly [
  day: string,
  outcome: string,
  laws: readonly string[],
])[] = [
  ['2023-02-28', 'disclosed', [REGULATION]],
  ['2023-03-01', 'silent', [REGULATION, 'a law on five hundred days']],
  ['2023-03-31', 'silent', [REGULATION, 'a law on five hundred days']],
  ['2023-04-01', 'disclosed', [REGULATION]],
  ['2023-05-31', 'disclosed', [REGULATION]],
  ['2023-06-01', 'silent', ['a law on five hundred days', 'a law on sharing', REGULATION]],
  ['2023-06-02', 'disclosed', ['a law on sharing', REGULATION]],
];

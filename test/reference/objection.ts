import { Temporal } from 'temporal-polyfill';
import { before, type Day, type Facts, type RecordFacts } from './facts.ts';

/**
 * The last time limit of each text, in working days after the day of receipt.
 * guangdong-2021 article 46.2.2: two to forward, three to decide, two to close. guizhou-2018 34.2.2
 * and hangzhou-2020 34.2.2: two to forward, five to decide. heilongjiang 53.2: seven with help.
 * guangdong-2018 names no number.
 */
const LAST_LIMIT: Record<string, number> = {
  'guangdong-2021': 7,
  'guizhou-2018': 7,
  'hangzhou-2020': 7,
  heilongjiang: 7,
};

export function isOverdue(facts: Facts, record: RecordFacts): boolean {
  const limit = LAST_LIMIT[facts.regulation];
  if (limit === undefined || record.objectionReceivedOn === null) return false;
  const due = afterWorkingDays(record.objectionReceivedOn, limit);
  return due !== null && before(due, facts.today);
}

/** Null where the way there leads through a year whose notice is not held: nobody knows. */
export function afterWorkingDays(start: Day, count: number): Day | null {
  let each = start;
  for (let left = count; left > 0; ) {
    each = each.add({ days: 1 });
    if (each.year < FIRST_NOTICE || each.year > LAST_NOTICE) return null;
    if (isWorkingDay(each)) left -= 1;
  }
  return each;
}

const FIRST_NOTICE = 2018;
const LAST_NOTICE = 2026;

function isWorkingDay(on: Day): boolean {
  const text = on.toString();
  if (MAKE_UP_DAYS.has(text)) return true;
  if (on.dayOfWeek > 5) return false;
  return !HOLIDAYS.some(
    ([first, last]) =>
      !before(on, Temporal.PlainDate.from(first)) && !before(Temporal.PlainDate.from(last), on),
  );
}

/** Days off by the yearly notice of the central government. */
const HOLIDAYS: readonly (readonly [string, string])[] = [
  ...pairs('2018', '01-01/01-01 02-15/02-21 04-05/04-07 04-29/05-01 06-16/06-18 09-22/09-24'),
  ...pairs('2018', '10-01/10-07 12-30/12-31'),
  ...pairs('2019', '01-01/01-01 02-04/02-10 04-05/04-07 05-01/05-04 06-07/06-09 09-13/09-15'),
  ...pairs('2019', '10-01/10-07'),
  ...pairs('2020', '01-01/01-01 01-24/02-02 04-04/04-06 05-01/05-05 06-25/06-27 10-01/10-08'),
  ...pairs('2021', '01-01/01-03 02-11/02-17 04-03/04-05 05-01/05-05 06-12/06-14 09-19/09-21'),
  ...pairs('2021', '10-01/10-07'),
  ...pairs('2022', '01-01/01-03 01-31/02-06 04-03/04-05 04-30/05-04 06-03/06-05 09-10/09-12'),
  ...pairs('2022', '10-01/10-07 12-31/12-31'),
  ...pairs('2023', '01-01/01-02 01-21/01-27 04-05/04-05 04-29/05-03 06-22/06-24 09-29/10-06'),
  ...pairs('2023', '12-30/12-31'),
  ...pairs('2024', '01-01/01-01 02-10/02-17 04-04/04-06 05-01/05-05 06-08/06-10 09-15/09-17'),
  ...pairs('2024', '10-01/10-07'),
  ...pairs('2025', '01-01/01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08'),
  ...pairs('2026', '01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27'),
  ...pairs('2026', '10-01/10-07'),
];

/** Weekend days worked to make up for them. */
const MAKE_UP_DAYS: ReadonlySet<string> = new Set([
  ...days('2018', '02-11 02-24 04-08 04-28 09-29 09-30 12-29'),
  ...days('2019', '02-02 02-03 04-28 05-05 09-29 10-12'),
  ...days('2020', '01-19 04-26 05-09 06-28 09-27 10-10'),
  ...days('2021', '02-07 02-20 04-25 05-08 09-18 09-26 10-09'),
  ...days('2022', '01-29 01-30 04-02 04-24 05-07 10-08 10-09'),
  ...days('2023', '01-28 01-29 04-23 05-06 06-25 10-07 10-08'),
  ...days('2024', '02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12'),
  ...days('2025', '01-26 02-08 04-27 09-28 10-11'),
  ...days('2026', '01-04 02-14 02-28 05-09 09-20 10-10'),
]);

function days(year: string, list: string): string[] {
  return list.split(' ').map((monthAndDay) => `${year}-${monthAndDay}`);
}

function pairs(year: string, list: string): (readonly [string, string])[] {
  return list.split(' ').map((span) => {
    const [first = '', last = ''] = span.split('/');
    return [`${year}-${first}`, `${year}-${last}`] as const;
  });
}

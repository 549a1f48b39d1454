import { STARS } from '../../../policy/masks.ts';

/** Digits of any script, of which a reader makes the same number. */
const DIGIT = '\\p{Nd}';
const GAP = '[\\s·.-]?';
const IDENTIFIERS: readonly RegExp[] = [
  // with something between the digits
  `${DIGIT}(?:${GAP}${DIGIT}){16,}${GAP}(?:${DIGIT}|[Xx])`,
  // 15 digits of the first generation, a mobile phone with or without its country, an account
  `(?<!${DIGIT})${DIGIT}{11,}[Xx]?`,
  `(?<!${DIGIT})(?:86${GAP})?1${DIGIT}{2}[\\s-]?${DIGIT}{4}[\\s-]?${DIGIT}{4}(?!${DIGIT})`,
  `(?<!${DIGIT})0${DIGIT}{2,3}[\\s-]?${DIGIT}{7,8}(?!${DIGIT})`,
].map((pattern) => new RegExp(pattern, 'gu'));

/** Words after which court and market texts name people; then no pattern finds the end of a name. */
const NAMES_PEOPLE = new RegExp(
  [
    ...['身份证', '法定代表人', '负责人', '经营者', '当事人', '被执行人', '被告', '原告', '证人'],
    ...[
      '受害人',
      '先生',
      '女士',
      '父亲',
      '母亲',
      '妻',
      '丈夫',
      '子女',
      '住址',
      '现址',
      '性别',
      '出生',
    ],
  ]
    // documents space such words out to the width of a column
    .map((word) => [...word].join('\\s*'))
    .join('|'),
  'u',
);

/** What is not seen in a text and only keeps its words and numbers from being found. */
const UNSEEN = /\p{Cf}/gu;

/** Free text without identity: scrubbed where that is enough, else null (withheld as a unit). */
export function scrub(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  // full-width digits and the radicals that PDF files write for characters are folded first
  const plain = text.toWellFormed().normalize('NFKC').replaceAll(UNSEEN, '');
  if (NAMES_PEOPLE.test(plain)) return null;
  return IDENTIFIERS.reduce((scrubbed, pattern) => scrubbed.replaceAll(pattern, STARS), plain);
}

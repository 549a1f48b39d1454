import { STARS } from '../../../policy/masks.ts';

/** Also with something between the digits, and in the 15 digits of the first generation. */
const ID_NUMBER = /[1-9](?:[\s·.-]?\d){16}[\s·.-]?[\dXx]|(?<!\d)[1-9]\d{14}(?!\d)/gu;
const PHONE = /(?<!\d)1\d{2}[\s-]?\d{4}[\s-]?\d{4}(?!\d)/gu;
/** Words after which court and market texts name people; then no pattern finds the end of a name. */
const NAMES_PEOPLE =
  /身份证|法定代表人|负责人|经营者|当事人|被执行人|被告|原告|证人|受害人|先生|女士|父亲|母亲|妻|丈夫|子女|[住现]址|性别|出生/u;

/** Free text without identity: scrubbed where that is enough, else null (withheld as a unit). */
export function scrub(text: unknown): string | null {
  if (typeof text !== 'string' || NAMES_PEOPLE.test(text)) return null;
  return text.normalize('NFKC').replaceAll(ID_NUMBER, STARS).replaceAll(PHONE, STARS);
}

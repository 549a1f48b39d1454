import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, type TestGateway } from '../support/gateway.ts';
import { COMPANY, openScene, PERSON, sceneRows, WITH_ALL } from '../support/scene.ts';

/** Free text inside records that are open to all: people and numbers in it are not. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openScene();
});
afterAll(async () => {
  await gateway.log.verify();
  await gateway.close();
});

const QUERY = 'query($c: USCC!) { legalEntity(uscc: $c) { penalties { facts } } }';

/** What the public reads of a penalty with these facts. */
async function publicText(facts: string): Promise<unknown> {
  const rows = sceneRows(WITH_ALL);
  const [open] = rows.penalty?.[COMPANY] ?? [];
  gateway.world.rows = { ...rows, penalty: { [COMPANY]: [{ ...open, facts }] } };
  const answer = await gateway.ask(null, QUERY, { c: COMPANY });
  return at(answer, 'legalEntity', 'penalties', 0, 'facts');
}

const ZERO_WIDTH = '\u200b';
const inScript = (zero: number) =>
  PERSON.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

describe('words that name people', () => {
  it.each([
    ['plain', '被告云某'],
    ['spaced out to the width of a column', '被　告：云某'],
    ['with a space between characters', '当 事 人 云某'],
    ['with a zero-width space inside', `当${ZERO_WIDTH}事${ZERO_WIDTH}人云某`],
    ['with a soft hyphen inside', '负责\u00ad人云某'],
    ['in the radicals that PDF files write', '⼥⼠云某'],
    ['across a line break', '法定代\n表人云某'],
  ])('withhold the text as a unit: %s', async (_form, facts) => {
    expect(await publicText(facts)).toBeNull();
  });
});

describe('numbers of people in a text', () => {
  it.each([
    ['an identity number', PERSON],
    ['with gaps', [...PERSON].join(' ')],
    ['in full width', inScript(0xff10)],
    ['in Arabic digits', inScript(0x660)],
    ['in mathematical digits', inScript(0x1d7ce)],
    ['with zero-width spaces inside', [...PERSON].join(ZERO_WIDTH)],
    ['of the first generation', '990101850506001'],
    ['glued to another number', `8${PERSON}`],
    ['a mobile phone', '10012345678'],
    ['a mobile phone in groups', '100-1234-5678'],
    ['a mobile phone with its country', '+8610012345678'],
    ['a mobile phone with its country, in groups', '86 100 1234 5678'],
    ['a landline', '0990-1234567'],
  ])('are taken out: %s', async (_form, number) => {
    const text = await publicText(`材料${number}材料`);
    expect(text).toMatch(/^材料\+?\*{4}材料$/);
  });

  it('dates, amounts and document numbers stay', async () => {
    const facts = '2025年1月10日，罚款12345.67元，云市监罚〔2025〕示例5号';
    expect(await publicText(facts)).toBe(facts.normalize('NFKC'));
  });
});

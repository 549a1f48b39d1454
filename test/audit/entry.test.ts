import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../gateway/audit/canonical.ts';
import { carriesIdentifier } from '../../gateway/audit/entry/guard.ts';
import type { Entry } from '../../gateway/audit/entry/schema.ts';
import { EVENTS, REQUIRED } from '../../gateway/audit/entry/schema.ts';
import {
  decodeDetail,
  decodeEntry,
  encodeEntry,
  sealDetail,
} from '../../gateway/audit/entry/seal.ts';
import * as terms from '../../policy/terms.ts';
import { idNumberCheckCharacter } from '../../schema/identifiers/id-number.ts';
import { usccCheckCharacter } from '../../schema/identifiers/uscc.ts';
import { detail, digest, ORIGIN, suite } from './support/samples.ts';

/** Made up for this test; the check characters are right. */
const ID = withCheck('99000119900101005', idNumberCheckCharacter);
const ID_WITH_X = '99000119900101003X';
const USCC = withCheck('91990101MA59ABCD1', usccCheckCharacter);

function withCheck(first17: string, check: (first17: string) => string): string {
  return first17 + check(first17);
}

const entry: Entry = {
  v: 1,
  suite: suite.name,
  log: ORIGIN,
  time: '2026-03-01T08:00:00.000Z',
  event: 'answer',
  request: '0b1f6c1e-7d7a-4b57-9d51-1f2f3a4b5c6d',
  caller: {
    kind: 'firm',
    organisation: { id: 'org-17', name: '示例征信公司' },
    operator: { id: 'op-3', name: '李明' },
  },
  caseNumber: '(2026)粤01执1234号',
  purpose: 'loan',
  channel: 'internet',
  regulation: { pack: 'guangdong-2021', digest: digest('pack') },
  operation: digest('operation'),
  response: digest('response'),
  detail: digest('detail'),
};

describe('canonical encoding (RFC 8785)', () => {
  it('is that of the specification’s example', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('orders keys by UTF-16 code units', () => {
    const value = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '\ud83d\ude00': 5,
      '\u0080': 6,
      '\u00f6': 7,
    };
    expect(Object.values(JSON.parse(canonicalJson(value)))).toEqual([4, 2, 6, 7, 1, 5, 3]);
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['\ud800'], [1n], [() => 1]])(
    'refuses %s',
    (value) => {
      expect(() => canonicalJson([value])).toThrow(
        expect.objectContaining({ code: 'ENTRY_INVALID' }),
      );
    },
  );
});

describe('an entry', () => {
  it('reads back as it was written', () => {
    expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
  });

  it('is refused in any other encoding of the same content', () => {
    const text = encodeEntry(entry).toString();
    const others = [
      `${text}\n`,
      ` ${text}`,
      text.replace('"v":1', '"v":1.0'),
      text.replace('{', '{"v":1,'),
      `{"v":1,${text.slice(1, -7)}}`,
    ];
    for (const other of others) {
      expect(() => decodeEntry(Buffer.from(other))).toThrow(
        expect.objectContaining({ code: 'ENTRY_INVALID' }),
      );
    }
  });

  it.each([
    ['an unknown field', { values: ['示例'] }],
    ['an unknown field of the caller', { caller: { kind: 'firm', phone: '1' } }],
    ['a time without a zone', { time: '2026-03-01T08:00:00.000' }],
    ['another version', { v: 2 }],
    ['an event of no kind', { event: 'look' }],
    ['a digest that is none', { response: 'abc' }],
    ['a digest in a second form', { response: digest('x').replace(/.=$/, 'B=') }],
    ['a purpose that is a sentence', { purpose: 'to see what he owes' }],
    ['a case number with a newline', { caseNumber: 'a\nb' }],
  ])('with %s is refused', (_, change) => {
    expect(() => encodeEntry({ ...entry, ...change } as Entry)).toThrow(
      expect.objectContaining({ code: 'ENTRY_INVALID' }),
    );
  });

  it('says what its event needs', () => {
    for (const event of EVENTS) {
      for (const field of REQUIRED[event]) {
        const { [field]: _, ...rest } = {
          ...entry,
          code: 'NO_TOKEN',
          batch: { id: 'b', row: 0 },
          event,
        };
        expect(() => encodeEntry(rest as Entry), `${event} without ${field}`).toThrow(
          `\`${field}\``,
        );
      }
    }
  });

  it('has room for every word of the law', () => {
    const words = Object.values(terms).flatMap((list) => (Array.isArray(list) ? list : []));
    expect(words.length).toBeGreaterThan(100);
    for (const word of words) encodeEntry({ ...entry, purpose: word, code: word });
  });
});

describe('a detail', () => {
  it('is bound to its entry by a salted digest', () => {
    const [one, two] = [sealDetail(suite, detail()), sealDetail(suite, detail())];
    expect(one.digest).not.toBe(two.digest);
    const committed = { ...entry, detail: one.digest };
    expect(decodeDetail(suite, committed, one.bytes)?.subjects).toHaveLength(1);
    expect(() => decodeDetail(suite, committed, two.bytes)).toThrow('commits to');
    expect(() => decodeDetail(suite, committed, Buffer.alloc(0))).toThrow('commits to');
    const { detail: _, ...none } = entry;
    expect(() => decodeDetail(suite, none, one.bytes)).toThrow('no detail');
  });

  it('refuses a subject of no decisions, and values', () => {
    const input = detail();
    const [subject] = input.subjects;
    expect(() =>
      sealDetail(suite, { ...input, subjects: [{ ...subject, decisions: 1 }] as never }),
    ).toThrow('below 1');
    expect(() =>
      sealDetail(suite, { ...input, subjects: [{ ...subject, name: '李明' }] as never }),
    ).toThrow('unknown');
  });

  it('of 500 subjects fits well', () => {
    expect(sealDetail(suite, detail(500)).bytes.length).toBeLessThan(200_000);
  });
});

describe('attack: an identifier slipped into a free text', () => {
  const hostile = [
    ID,
    ID_WITH_X,
    ID_WITH_X.toLowerCase(),
    USCC,
    USCC.toLowerCase(),
    '990001900101001',
    `case ${ID}`,
    `案号${ID}号`,
    `${ID.slice(0, 6)} ${ID.slice(6, 14)} ${ID.slice(14)}`,
    `${ID.slice(0, 6)}-${ID.slice(6)}`,
    `${USCC.slice(0, 2)}/${USCC.slice(2)}`,
    [...ID].join('.'),
    `2026${ID}99`,
    [...ID].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''),
    [...ID].map((digit) => '〇一二三四五六七八九'[Number(digit)]).join(''),
    [...ID].map((digit) => String.fromCodePoint(0x0660 + Number(digit))).join(''),
    [...ID].map((digit) => String.fromCodePoint(0x1d7d8 + Number(digit))).join(''),
    [...ID].join('\u200b'),
    [...ID].join('\u2060'),
    ID_WITH_X.replace('X', 'Х'),
    `${ID.slice(0, 17)}0`,
  ];

  it.each(hostile)('%s is seen', (text) => {
    expect(carriesIdentifier(text)).toBe(true);
  });

  it('is refused in every free field, and not repeated in the error', () => {
    for (const text of hostile.filter((one) => one.length <= 60)) {
      const places = [
        { caseNumber: text },
        { caller: { kind: 'firm', operator: { id: 'op-3', name: text } } },
        { caller: { kind: 'firm', organisation: { id: 'org', name: text } } },
        { caller: { kind: 'firm', organisation: { id: text } } },
        { purpose: text },
        { batch: { id: text, row: 0 } },
      ];
      for (const place of places) {
        const attempt = () => encodeEntry({ ...entry, ...place } as Entry);
        expect(attempt).toThrow(expect.objectContaining({ code: 'ENTRY_INVALID' }));
        expect(attempt).not.toThrow(text);
      }
    }
  });

  it('is refused in a detail', () => {
    const reliedOn = [{ kind: 'authorisation' as const, id: USCC }];
    const decisions = [
      [{ items: ['registration'], outcome: 'disclosed', articles: ['40.2'], reliedOn }],
    ];
    expect(() => sealDetail(suite, { ...detail(), decisions })).toThrow(/^(?!.*9144)/);
  });

  it.each([
    '(2026)粤01执1234号',
    '粤市监处字〔2026〕第000123号',
    'CASE-2026-000123456',
    '20260315-0001',
    '李明',
    '阿卜杜热西提·买买提',
    '示例征信有限公司（广州）',
    'registers/authorisations/42',
    'gateway.example/log/1',
  ])('%s is let through', (text) => {
    expect(carriesIdentifier(text)).toBe(false);
  });
});

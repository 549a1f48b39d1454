import { expect } from 'vitest';
import { mapKeyOf } from '../../registers/subject.ts';
import { syntheticIdNumber, syntheticUscc } from '../../subgraphs/generate/codes.ts';
import type { TestCaller } from './callers.ts';
import {
  authorisation,
  type HeldOfSubject,
  heldOfRecords,
  IN_DUTY,
  type Registers,
  toDay,
} from './facts.ts';
import { type Answer, type Question, startGateway, type TestGateway } from './gateway.ts';
import { provableLog } from './log.ts';
import type { Fields, Rows } from './world.ts';

/** Who is in the scene; codes of nobody. */
export const COMPANY = syntheticUscc(11);
/** Nothing is held of it but its registration. */
export const PLAIN_COMPANY = syntheticUscc(12);
export const PERSON = syntheticIdNumber(11, '1985-05-06');
export const OTHER_PERSON = syntheticIdNumber(12, '1990-01-02');

/** Stands in every text that the public may not have. */
export const SECRET = '机密标记';
/**
 * A part of every number of a record that the public may not have; with a character that no Base64
 * has, so that no digest of a receipt holds it by chance.
 */
export const HIDDEN = 'HID.DEN';

/**
 * What the scene holds beside what is open to all. Each part can be left out: then the records are
 * really not there, and the answer must be the same.
 */
export interface Parts {
  /** Records that are silent: past their period, repaired, on a revoked basis. */
  readonly silent: boolean;
  /** What fields hold that are withheld from the public. */
  readonly withheld: boolean;
}

export const WITH_ALL: Parts = { silent: true, withheld: true };
export const WITH_NOTHING: Parts = { silent: false, withheld: false };

const BASIS = { basisDocument: 'D-1', procedure: 'general' } as const;

function penalty(documentNumber: string, decisionDate: string, facts: string): Fields {
  return { documentNumber, decisionDate, facts, violationType: facts, fineAmount: 5, ...BASIS };
}

/** The open record comes between the hidden ones, whatever they are sorted by. */
const OPEN_PENALTY = penalty('M-OPEN', '2025-01-10', '公开事实');
const SILENT_PENALTIES = [
  penalty(`A-${HIDDEN}-OLD`, '2018-05-10', SECRET),
  penalty(`N-${HIDDEN}-REPAIRED`, '2025-02-10', SECRET),
  penalty(`Z-${HIDDEN}-REVOKED`, '2025-03-10', SECRET),
];

const REGISTRATION = {
  name: '云汐市场景有限公司',
  entityType: 'limited-company',
  registrationStatus: 'active',
  legalRepresentativeIdNumber: PERSON,
} as const;

export function sceneRows({ silent, withheld }: Parts): Rows {
  const when = (held: boolean, rows: readonly Fields[]) => (held ? rows : []);
  const statement = { statementNumber: `S-${HIDDEN}`, year: 2024, taxPaid: 987_654 };
  return {
    registration: { [COMPANY]: [REGISTRATION], [PLAIN_COMPANY]: [REGISTRATION] },
    penalty: { [COMPANY]: [OPEN_PENALTY, ...when(silent, SILENT_PENALTIES)] },
    'annual-tax-paid': { [COMPANY]: when(withheld, [statement]) },
    'contribution-arrears': {
      [COMPANY]: when(withheld, [{ noticeNumber: `C-${HIDDEN}`, recognisedOn: '2025-01-10' }]),
    },
    person: {
      [PERSON]: when(withheld, [
        { name: `云${SECRET}`, birthDate: '1985-05-06', address: SECRET, phone: SECRET },
      ]),
    },
    'person-annual-tax-paid': { [PERSON]: when(withheld, [statement]) },
    'person-penalty': {
      [PERSON]: when(withheld, [penalty(`P-${HIDDEN}`, '2025-01-10', SECRET)]),
    },
    'person-award': {
      [PERSON]: [{ documentNumber: 'M-AWARD', awardedOn: '2025-01-10', title: '公开荣誉' }],
    },
  };
}

const RECENTLY = toDay('2025-06-01');

export function sceneRegisters(
  { silent }: Parts,
  more: Readonly<Record<string, HeldOfSubject>> = {},
): Registers {
  const repair = { decidedOn: RECENTLY, effect: 'delete', newEnd: null } as const;
  const revoked = { basis: 'revoked', basisChangedOn: RECENTLY } as const;
  const held = silent
    ? heldOfRecords(
        ['penalty', `N-${HIDDEN}-REPAIRED`, { repair }],
        ['penalty', `Z-${HIDDEN}-REVOKED`, revoked],
      )
    : {};
  return {
    subjects: {
      [mapKeyOf({ kind: 'legal', key: COMPANY })]: held,
      [mapKeyOf({ kind: 'natural', key: PERSON })]: { granted: { 'F-001': [authorisation()] } },
      ...more,
    },
    callers: { 'G-001': IN_DUTY, 'P-001': IN_DUTY },
  };
}

/** A gateway over the scene, with the provable log. */
export async function openScene(): Promise<TestGateway> {
  const gateway = await startGateway({ log: await provableLog(() => gateway?.world.now ?? 0) });
  setScene(gateway, WITH_ALL);
  return gateway;
}

export function setScene({ world }: TestGateway, parts: Parts): void {
  world.rows = sceneRows(parts);
  world.registers = sceneRegisters(parts);
}

/** An answer as one text, but for what is different each time. */
export function comparable({ status, headers, body }: Answer): string {
  // the body's length follows from its text, but for the receipt
  const { date: _date, 'content-length': _length, ...kept } = headers;
  const text = body.replace(/,?"receipt":\{[^}]*\}/, '');
  return JSON.stringify({ status, headers: kept, text });
}

/** Department, query and variables of every question, as one text each. */
export function asText(questions: readonly Question[]): readonly string[] {
  return questions.map(({ service, query, variables }) =>
    JSON.stringify({ service, query, variables }),
  );
}

interface Asking {
  readonly caller?: TestCaller;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Asks the same with and without what the caller may not learn, expects no difference in the answer
 * nor in what the departments were asked, and gives the answer.
 */
export async function expectNothingLearnt(
  gateway: TestGateway,
  query: string,
  { caller = null, variables = {}, headers = {} }: Asking = {},
): Promise<Answer> {
  const told: { readonly answer: Answer; readonly questions: readonly string[] }[] = [];
  for (const parts of [WITH_ALL, WITH_NOTHING]) {
    setScene(gateway, parts);
    gateway.forget();
    const answer = await gateway.ask(caller, query, variables, headers);
    told.push({ answer, questions: asText(gateway.questions) });
  }
  setScene(gateway, WITH_ALL);
  const [held, absent] = told;
  if (held === undefined || absent === undefined) throw new Error('expected two answers');
  expect(comparable(held.answer)).toBe(comparable(absent.answer));
  expect(held.questions).toEqual(absent.questions);
  expect(held.answer.body).not.toContain(SECRET);
  expect(held.answer.body).not.toContain(HIDDEN);
  return held.answer;
}

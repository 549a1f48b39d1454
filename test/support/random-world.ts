import type { RegisterRecordFacts } from '../../registers/facts/types.ts';
import { mapKeyOf } from '../../registers/subject.ts';
import { syntheticIdNumber, syntheticUscc } from '../../subgraphs/generate/codes.ts';
import type { Column } from '../../subgraphs/shared/tables.ts';
import { Chance } from '../reference/chance.ts';
import { AGENCY, ANALYST, FIRM, OTHER_FIRM, self, type TestCaller } from './callers.ts';
import {
  authorisation,
  type HeldOfSubject,
  heldOfRecords,
  IN_DUTY,
  type Registers,
  toDay,
} from './facts.ts';
import { FIELDS, type SubjectField } from './fields.ts';
import type { Fields, Rows } from './world.ts';

export const COMPANIES = [syntheticUscc(21), syntheticUscc(22), syntheticUscc(23)] as const;
export const PERSONS = [
  syntheticIdNumber(21, '1985-05-06'),
  syntheticIdNumber(22, '1990-01-02'),
  syntheticIdNumber(23, '2012-03-04'),
] as const;

/** Days on which something begins, runs or has ended by noon of 2 March 2026. */
const DAYS = [
  '2016-04-01',
  '2019-01-10',
  '2020-03-02',
  '2021-03-02',
  '2023-03-03',
  '2024-06-01',
  '2025-09-01',
  '2026-02-20',
  '2027-01-01',
] as const;

export const PLAIN_TEXT = '寻常';
/** Names somebody, so that it is given to agencies only. */
export const NAMING_TEXT = '当事人某';
const IDENTITIES: Readonly<Record<string, string>> = {
  NAME: '云示例甲',
  ADDRESS: '云汐市示例路1号',
  PHONE: '10012345678',
  ID_NUMBER: PERSONS[1],
  BIRTH_DATE: '1985-05-06',
};

/** Makes worlds out of chance: the same chance, the same world. */
export class WorldMaker {
  readonly chance: Chance;
  #records = 0;

  constructor(random: () => number) {
    this.chance = new Chance(random);
  }

  rows(fields: readonly SubjectField[] = FIELDS): Rows {
    const rows: Record<string, Record<string, Fields[]>> = {};
    for (const field of fields) {
      if (rows[field.table] !== undefined && field.shape === 'records') continue;
      const table = rows[field.table] ?? {};
      rows[field.table] = table;
      for (const key of keysOf(field)) {
        if (field.shape === 'records') table[key] = this.records(field);
        else table[key] = [{ ...table[key]?.[0], ...this.value(field) }];
      }
    }
    return rows;
  }

  records(field: SubjectField): Fields[] {
    return Array.from({ length: this.chance.one([0, 1, 1, 2, 3]) }, () => this.record(field));
  }

  record(field: SubjectField): Fields {
    this.#records += 1;
    const number = `${this.chance.one(['A', 'M', 'Z'])}-${this.#records}`;
    const row: Record<string, Fields[string]> = {};
    for (const column of field.columns) {
      row[column.name] = column.name === field.record ? number : this.#cell(field, column);
    }
    return this.#inTime(field, row);
  }

  /** What is on file was recognised before today, and nobody leaves a list before being on it. */
  #inTime({ evidence }: SubjectField, row: Record<string, Fields[string]>): Fields {
    const past = DAYS.filter((day) => day < '2026-03-02') as [string, ...string[]];
    for (const column of [evidence.recognisedOn, evidence.listedOn]) {
      if (column !== undefined && row[column] !== null) row[column] = this.chance.one(past);
    }
    // the reference knows no record without a document
    if (evidence.basisDocument !== undefined) row[evidence.basisDocument] = 'D-1';
    const [entered, left] = [evidence.listedOn, evidence.removedOn].map((name) => row[name ?? '']);
    if (evidence.removedOn !== undefined && String(left) <= String(entered ?? '9')) {
      row[evidence.removedOn] = null;
    }
    return row;
  }

  value({ column }: SubjectField): Fields {
    if (column === null) return {};
    const identity = column.name === 'name' ? 'NAME' : column.name.toUpperCase();
    const known = IDENTITIES[identity === 'BIRTHDATE' ? 'BIRTH_DATE' : identity];
    const held = this.chance.often(0.8);
    return { [column.name]: held ? (known ?? this.#plain(column)) : null };
  }

  #cell(field: SubjectField, column: Column): Fields[string] {
    const evidence = Object.values(field.evidence).includes(column.name);
    if (column.identity !== undefined) return IDENTITIES[column.identity] ?? null;
    if (column.freeText === true) return this.chance.one([PLAIN_TEXT, NAMING_TEXT]);
    if (evidence && column.kind === 'boolean') return this.chance.often(0.2);
    if (evidence && column.kind === 'date') return this.chance.often(0.35) ? null : this.#day();
    if (evidence && column.kind === 'text' && this.chance.often(0.15)) return null;
    return this.chance.often(0.1) && !column.required ? null : this.#plain(column);
  }

  #plain(column: Column): Fields[string] {
    switch (column.kind) {
      case 'boolean':
        return this.chance.often(0.5);
      case 'date':
        return this.#day();
      case 'amount':
      case 'integer':
        return this.chance.one([1, 5, 12]);
      case 'uscc':
        return this.chance.one([...COMPANIES]);
      case 'idNumber':
        return this.chance.one([...PERSONS]);
      case 'text': {
        const words = column.oneOf ?? [];
        return words.length === 0 ? PLAIN_TEXT : this.chance.one(words as [string, ...string[]]);
      }
    }
  }

  #day(): string {
    return this.chance.one([...DAYS]);
  }

  /** What the registers hold of these rows and of everybody. */
  registers(rows: Rows): Registers {
    const subjects = [...COMPANIES.map(legal), ...PERSONS.map(natural)].map(
      (subject) => [mapKeyOf(subject), this.#held(subject, rows)] as const,
    );
    const maybe = (held: boolean) =>
      held ? IN_DUTY : { ...IN_DUTY, duty: { items: null, published: [] } };
    return {
      subjects: Object.fromEntries(subjects),
      callers: {
        'G-001': maybe(this.chance.often(0.9)),
        'P-001': maybe(this.chance.often(0.9)),
        'F-001': { ...IN_DUTY, agreement: this.#agreement() },
      },
    };
  }

  #agreement() {
    if (this.chance.often(0.8)) return null;
    const confidentiality = this.chance.often(0.8);
    return { confidentiality, scope: 'all', purpose: 'loan', until: toDay('2027-01-01') } as const;
  }

  #held(
    subject: { readonly kind: 'legal' | 'natural'; readonly key: string },
    rows: Rows,
  ): HeldOfSubject {
    const { chance } = this;
    const ended = chance.often(0.06) ? toDay(this.#day()) : null;
    return {
      ...heldOfRecords(...this.#ofRecords(subject.key, rows)),
      ...(subject.kind === 'legal' ? { terminatedOn: ended } : { diedOn: ended }),
      // a case of the reference knows one membership at a time
      listed:
        !this.#isListed(subject.key, rows) && chance.often(0.15)
          ? [
              {
                id: 'L',
                item: null,
                record: null,
                conditions: true,
                from: toDay('2024-01-01'),
                until: null,
              },
            ]
          : [],
      granted: chance.often(0.6) ? { 'F-001': [this.authorisation()] } : {},
    };
  }

  #isListed(key: string, rows: Rows): boolean {
    const lists = FIELDS.filter(({ evidence }) => evidence.listedOn !== undefined);
    return lists.some(({ table }) => (rows[table]?.[key] ?? []).length > 0);
  }

  authorisation() {
    const { chance } = this;
    return authorisation({
      form: chance.one(['written', 'written', 'electronic-signature', 'oral-recorded', 'click']),
      grantedBy: chance.one(['subject', 'subject', 'subject', 'guardian', 'unit']),
      purpose: chance.one(['loan', 'loan', 'loan', 'rental', null]),
      scope: chance.often(0.85) ? 'all' : new Set(['penalty', 'tax-arrears', 'person-name']),
      until: chance.one([toDay('2027-01-01'), toDay('2027-01-01'), toDay('2025-01-01'), null]),
      adverseNotice: chance.often(0.7),
      bundled: chance.often(0.05),
    });
  }

  #ofRecords(key: string, rows: Rows): (readonly [string, string, Partial<RegisterRecordFacts>])[] {
    return FIELDS.flatMap((field) => {
      const { record, item } = field;
      if (record === null) return [];
      return (rows[field.table]?.[key] ?? []).flatMap((row) =>
        this.chance.often(0.7) ? [] : [[item, String(row[record]), this.#fate()] as const],
      );
    });
  }

  #fate(): Partial<RegisterRecordFacts> {
    const { chance } = this;
    const day = toDay('2025-10-01');
    const effects = ['remove', 'stop-open-and-share', 'mark', 'delete', 'end-publication'] as const;
    return chance.one<Partial<RegisterRecordFacts>>([
      { repair: { decidedOn: day, effect: chance.one([...effects]), newEnd: null } },
      { objection: { receivedOn: toDay('2026-02-25'), decidedOn: null, outcome: null } },
      { basis: chance.one(['revoked', 'void', 'changed']), basisChangedOn: day },
      { optOutRequestedOn: day },
    ]);
  }

  caller(): TestCaller {
    return this.chance.one<TestCaller>([
      null,
      null,
      FIRM,
      FIRM,
      OTHER_FIRM,
      AGENCY,
      ANALYST,
      self('natural', PERSONS[0]),
      self('legal', COMPANIES[0]),
    ]);
  }
}

export function keysOf({ kind }: Pick<SubjectField, 'kind'>): readonly string[] {
  return kind === 'LEGAL' ? COMPANIES : PERSONS;
}

const legal = (key: string) => ({ kind: 'legal', key }) as const;
const natural = (key: string) => ({ kind: 'natural', key }) as const;

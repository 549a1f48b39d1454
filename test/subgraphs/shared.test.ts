import { describe, expect, it } from 'vitest';
import { defineDepartment } from '../../subgraphs/shared/definition.ts';
import { records, subject } from '../../subgraphs/shared/entity.ts';
import { date, record, text } from '../../subgraphs/shared/record.ts';

const ITEM = { class: 'ADVERSE', description: 'An item.' } as const;

@record('OneRecord', { description: 'A record.', evidence: { record: 'number' } })
class OneRecord {
  @text('Number.', { required: true }) number!: string;
  @text('Said once as text.') said!: string | null;
}

@record('OtherRecord', { description: 'A record.', evidence: { record: 'number' } })
class OtherRecord {
  @text('Number.', { required: true }) number!: string;
  @date('Said again as a day.') said!: string | null;
}

@subject('LEGAL', 'tax')
class Organisation {
  @records('same-table', () => OneRecord, { id: 'one-item', ...ITEM }) one!: OneRecord[] | null;
}

@subject('NATURAL', 'tax')
class Person {
  @records('person-table', () => OneRecord, { id: 'one-item', ...ITEM }) one!: OneRecord[] | null;
}

@subject('LEGAL', 'tax')
class Contradiction {
  @records('same-table', () => OneRecord, { id: 'one-item', ...ITEM }) one!: OneRecord[] | null;
  @records('same-table', () => OtherRecord, { id: 'two-item', ...ITEM }) two!: OtherRecord[] | null;
}

@subject('NATURAL', 'tax')
class MixedKinds {
  @records('same-table', () => OneRecord, { id: 'one-item', ...ITEM }) one!: OneRecord[] | null;
}

describe('description of a department', () => {
  const define = (legalEntity: typeof Organisation, naturalPerson: typeof Person, mapping = {}) =>
    defineDepartment('tax', { legalEntity, naturalPerson }, mapping);

  it('gives the tables its entities are answered from', () => {
    const { tables } = define(Organisation, Person);
    expect([...tables.values()].map(({ name, key, record: of }) => [name, key, of])).toEqual([
      ['same-table', 'uscc', 'number'],
      ['person-table', 'idNumber', 'number'],
    ]);
  });

  it('refuses evidence that names no field', () => {
    const decorate = record('Wrong', {
      description: 'A record.',
      evidence: { record: 'number', recognisedOn: 'nowhere' },
    });
    expect(() => decorate(class Wrong {})).toThrow('`Wrong`: expected evidence to name a field');
  });

  it('refuses two descriptions of one column', () => {
    expect(() => define(Contradiction as unknown as typeof Organisation, Person)).toThrow(
      'expected one kind of `same-table.said`, got two',
    );
  });

  it('refuses one table for two kinds of subjects', () => {
    expect(() => define(Organisation, MixedKinds)).toThrow(
      'expected one description of table `same-table`, got two',
    );
  });

  it('refuses a mapping of a record type that does not exist', () => {
    const mapping = { 'no-such-table': { table: 't', key: 'k' } };
    expect(() => define(Organisation, Person, mapping)).toThrow(
      '`tax`: expected a record type, got `no-such-table`',
    );
  });

  it('refuses a class that is not described', () => {
    class Plain {}
    expect(() => define(Plain as typeof Organisation, Person)).toThrow(
      'expected an entity, got `Plain`',
    );
  });
});

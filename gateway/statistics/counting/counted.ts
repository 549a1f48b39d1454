import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import type { Day } from '../../../policy/days.ts';
import type { SubjectKind } from '../../../policy/terms.ts';
import type { Contract, ItemField } from '../../../schema/items.ts';
import type { CountedItem } from '../../../schema/statistics/question.ts';
import type { Judge } from '../../disclosure/decide.ts';
import type { Population } from '../population.ts';
import { type NotedSubject, notesOf, type ProbedItem } from './notes.ts';
import { probe } from './probe.ts';
import { countingCondition } from './rule.ts';

/** An item that can be counted at all: records about a kind of subject, without restricted data. */
export interface CountableItem extends CountedItem {
  readonly department: string;
}

export interface CountingScope extends Judge {
  readonly contract: Contract;
  readonly schema: GraphQLSchema;
}

/** Everything that may be counted about a kind of subject on a day, and which records of it. */
export function countedOn(
  scope: CountingScope,
  kind: SubjectKind,
  day: Day,
  noted: readonly NotedSubject[],
): Population {
  const probed: ProbedItem[] = [];
  const items: CountableItem[] = [];
  for (const field of recordFields(scope, kind)) {
    const item = scope.catalogue.factsOf(field.item, kind, day);
    if (item.identity !== null || item.restricted !== null || item.prohibited !== null) continue;
    const counts = probe(scope.engine, item, kind, day);
    const condition = countingCondition(counts, item, kind, field.evidence, day);
    if ('any' in condition && condition.any.length === 0) continue;
    probed.push({ item, counts });
    const { id, class: name, provider: department } = field.item;
    items.push({ item: id, class: name, department, condition });
  }
  const subject = kind === 'natural' ? 'NATURAL' : 'LEGAL';
  return { subject, items, notes: notesOf(noted, probed, day) };
}

/** The fields that hold lists of records, with their evidence. */
function recordFields(
  { contract, schema }: CountingScope,
  kind: SubjectKind,
): readonly { readonly item: ItemField; readonly evidence: Record<string, string> }[] {
  return [...contract.items.values()].flatMap((item) => {
    if (contract.subjects.get(item.type)?.kind.toLowerCase() !== kind) return [];
    const type = schema.getType(item.type);
    const field = isObjectType(type) ? type.getFields()[item.field] : undefined;
    const evidence = field && contract.evidence.get(getNamedType(field.type).name);
    return evidence === undefined ? [] : [{ item, evidence }];
  });
}

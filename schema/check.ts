import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import {
  EVIDENCE_ARGUMENTS,
  IDENTITY_FIELDS,
  ITEM_CLASSES,
  PROHIBITED_CLASSES,
  RESTRICTED_CLASSES,
} from './directives.ts';
import { type Contract, directive, isSubjectType, ON_BEHALF_OF, readContract } from './items.ts';

/** A reason why a supergraph is refused: where, and what the contract asks for. */
export interface ContractFault {
  /** `Type` or `Type.field`. */
  readonly at: string;
  readonly message: string;
}

type Fields = readonly GraphQLField<unknown, unknown>[];

/** Checks a composed supergraph against the contract; an empty list means that it may be served. */
export function checkContract(schema: GraphQLSchema): readonly ContractFault[] {
  const contract = readContract(schema);
  const faults: ContractFault[] = [];
  const refuse = (at: string, message: string) => faults.push({ at, message });
  checkRoots(schema, contract, refuse);
  checkRights(schema, contract, refuse);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isOurs(type.name)) continue;
    const fields = Object.values(type.getFields());
    if (contract.subjects.has(type.name)) checkSubject(type, fields, contract, refuse);
    if (contract.evidence.has(type.name)) checkEvidence(type, contract, refuse);
    if (type !== schema.getMutationType()) checkFields(type, fields, schema, contract, refuse);
  }
  checkIds(contract, refuse);
  return faults;
}

type Refuse = (at: string, message: string) => void;

/** Types of the federation machinery, and GraphQL's own. */
function isOurs(name: string): boolean {
  return name.startsWith('__') || name.startsWith('join__') || name.startsWith('link__');
}

/** A root field of the rights department or of statistics, which is no question about subjects. */
function isOwnRoot({ rights, statistics }: Contract, at: string): boolean {
  return rights.has(at) || statistics.has(at);
}

/** What a root field may take: subjects, and no filter or sort over what is decided (design). */
function checkRoots(schema: GraphQLSchema, contract: Contract, refuse: Refuse): void {
  const query = schema.getQueryType();
  for (const field of Object.values(query?.getFields() ?? {})) {
    const at = `Query.${field.name}`;
    const root = contract.roots.get(field.name);
    const reaches = isSubjectType(getNamedType(field.type), contract.subjects);
    if (root === undefined) {
      if (!reaches && !isOwnRoot(contract, at) && !field.name.startsWith('_')) {
        refuse(
          at,
          'expected a root field that asks about subjects, or one of the rights department',
        );
      }
      if (reaches && field.args.some(({ name }) => name !== ON_BEHALF_OF)) {
        refuse(at, 'expected `@subject` on a root field that takes arguments and reaches subjects');
      }
      continue;
    }
    for (const argument of field.args) {
      if (argument.name === root.argument) continue;
      refuse(at, `expected no argument but \`${root.argument}\`, got \`${argument.name}\``);
    }
    if (!field.args.some((argument) => argument.name === root.argument)) {
      refuse(at, `expected the argument \`${root.argument}\` that \`@subject\` names`);
    }
  }
}

/**
 * Mutations are the rights department's alone. What it answers is not decided field by field, so
 * nothing behind its root fields may be a subject, or a catalogued item.
 */
function checkRights(schema: GraphQLSchema, contract: Contract, refuse: Refuse): void {
  for (const { name } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const at = `Mutation.${name}`;
    if (!contract.rights.has(at)) refuse(at, 'expected a mutation of the rights department');
  }
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const at = `${type?.name}.${field.name}`;
      if (!isOwnRoot(contract, at)) continue;
      const behind = typesBehind(schema, getNamedType(field.type));
      if ([...behind].some((found) => isSubjectType(found, contract.subjects))) {
        refuse(at, 'expected no way from a rights field to a subject: it would not be decided');
      }
    }
  }
}

function typesBehind(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  seen: Set<GraphQLNamedType> = new Set(),
): ReadonlySet<GraphQLNamedType> {
  if (seen.has(type)) return seen;
  seen.add(type);
  if (isAbstractType(type)) {
    for (const possible of schema.getPossibleTypes(type)) typesBehind(schema, possible, seen);
  }
  if (isObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      typesBehind(schema, getNamedType(field.type), seen);
    }
  }
  return seen;
}

function checkSubject(
  type: GraphQLObjectType,
  fields: Fields,
  contract: Contract,
  refuse: Refuse,
): void {
  const subject = contract.subjects.get(type.name);
  if (subject !== undefined && !fields.some(({ name }) => name === subject.key)) {
    refuse(type.name, `expected the key field \`${subject.key}\` that \`@subject\` names`);
  }
  const kind = directive(type, 'subject')?.kind;
  if (kind !== 'LEGAL' && kind !== 'NATURAL') {
    refuse(type.name, 'expected `LEGAL` or `NATURAL` as the kind of `@subject`');
  }
  for (const field of fields) {
    const at = `${type.name}.${field.name}`;
    const item = contract.items.get(at);
    if (item === undefined) {
      refuse(at, 'expected `@item`: what is not in the catalogue is not served');
      continue;
    }
    if (isNonNullType(field.type)) {
      refuse(at, 'expected a nullable type: a withheld field must be able to be null');
    }
    if (field.args.length > 0) {
      refuse(at, 'expected no arguments: a filter or a sort would disclose what it tests');
    }
    if (!(ITEM_CLASSES as readonly string[]).includes(item.class)) {
      refuse(at, `expected a class of the catalogue, got \`${item.class}\``);
    }
    checkRecords(at, field, contract, refuse);
  }
}

/** A list of records must say what identifies a record and what its decision rests on. */
function checkRecords(
  at: string,
  field: GraphQLField<unknown, unknown>,
  contract: Contract,
  refuse: Refuse,
): void {
  const type = isNonNullType(field.type) ? field.type.ofType : field.type;
  const named = getNamedType(field.type);
  if (!isListType(type) || !isObjectType(named) || contract.subjects.has(named.name)) return;
  if (!contract.evidence.has(named.name)) {
    refuse(at, `expected \`@evidence\` with the key evidence on the record type \`${named.name}\``);
  }
}

function checkEvidence(type: GraphQLObjectType, contract: Contract, refuse: Refuse): void {
  const evidence = contract.evidence.get(type.name) ?? {};
  if (evidence.record === undefined) {
    refuse(type.name, 'expected `record`, the key evidence, in `@evidence`');
  }
  for (const name of EVIDENCE_ARGUMENTS) {
    const field = evidence[name];
    if (field !== undefined && type.getFields()[field] === undefined) {
      refuse(type.name, `expected a field \`${field}\`, which \`@evidence(${name}:)\` names`);
    }
  }
}

function checkFields(
  type: GraphQLObjectType,
  fields: Fields,
  schema: GraphQLSchema,
  contract: Contract,
  refuse: Refuse,
): void {
  for (const field of fields) {
    const at = `${type.name}.${field.name}`;
    const sensitive = directive(field, 'sensitive');
    checkWord(at, sensitive?.identity, IDENTITY_FIELDS, 'identity field', refuse);
    checkWord(at, sensitive?.restricted, RESTRICTED_CLASSES, 'restricted class', refuse);
    if (sensitive?.prohibited !== undefined) {
      const known = (PROHIBITED_CLASSES as readonly string[]).includes(sensitive.prohibited);
      refuse(at, known ? 'a prohibited class may not exist' : 'expected no prohibited class');
    }
    if (directive(field, 'item') !== null && !contract.subjects.has(type.name)) {
      refuse(at, 'expected `@item` on a field of a subject type only');
    }
    if (type !== schema.getQueryType() && !contract.subjects.has(type.name)) {
      if (field.args.length > 0) refuse(at, 'expected no arguments inside a record');
    }
    if (joins(field)) {
      refuse(at, 'expected no `@requires` or `@provides`: they would fetch what was not decided');
    }
    if (type !== schema.getQueryType() && isAbstractType(getNamedType(field.type))) {
      refuse(at, 'expected no interface or union: what is behind it would not be decided');
    }
  }
}

function checkWord(
  at: string,
  word: string | undefined,
  words: readonly string[],
  what: string,
  refuse: Refuse,
): void {
  if (word !== undefined && !words.includes(word))
    refuse(at, `expected a ${what}, got \`${word}\``);
}

/** Composition turns `@requires` and `@provides` into arguments of `@join__field`. */
function joins(field: GraphQLField<unknown, unknown>): boolean {
  return (field.astNode?.directives ?? []).some(
    (found) =>
      found.name.value === 'join__field' &&
      (found.arguments ?? []).some(
        ({ name }) => name.value === 'requires' || name.value === 'provides',
      ),
  );
}

/** One id is one item: the same class, provider and sensitivity wherever it stands. */
function checkIds(contract: Contract, refuse: Refuse): void {
  const seen = new Map<string, { readonly at: string; readonly nature: string }>();
  for (const [at, item] of contract.items) {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(item.id)) {
      refuse(at, `expected an item id in kebab case, got \`${item.id}\``);
    }
    const nature = JSON.stringify([item.class, item.provider, item.sensitive]);
    const before = seen.get(item.id);
    if (before === undefined) seen.set(item.id, { at, nature });
    else if (before.nature !== nature) {
      refuse(at, `expected the item \`${item.id}\` to be what it is on \`${before.at}\``);
    }
  }
}

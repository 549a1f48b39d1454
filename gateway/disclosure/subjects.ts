import { type GraphQLObjectType, getArgumentValues } from 'graphql';
import type { SubjectKind } from '../../policy/terms.ts';
import { isSame, subjectRef } from '../../registers/subject.ts';
import { checkIdNumber } from '../../schema/identifiers/id-number.ts';
import { checkUscc } from '../../schema/identifiers/uscc.ts';
import {
  type Contract,
  ON_BEHALF_OF,
  type SubjectKindName,
  type SubjectType,
} from '../../schema/items.ts';
import type { Caller } from '../auth/caller.ts';
import { GatewayError } from '../errors.ts';
import type { FieldShape, SelectionShape } from '../execution/selection.ts';
import type { RightsSubject } from '../rights/desk.ts';
import { selectionOf } from './ask.ts';

/** A root field's question: these items of these subjects. */
export interface RootAsk {
  readonly shape: FieldShape;
  readonly selection: SelectionShape;
  readonly subject: SubjectType;
  /** In the order asked, duplicates kept. */
  readonly keys: readonly string[];
  readonly list: boolean;
  /** The person on whose behalf `me` is asked; null = of the token's own subject, or by a key. */
  readonly ward: RightsSubject | null;
  /** Positions whose code has a wrong check character, to be served only if registered. */
  readonly doubtful: readonly number[];
}

export function kindOf(name: SubjectKindName): SubjectKind {
  return name === 'NATURAL' ? 'natural' : 'legal';
}

/** attacker-controlled; one list under many aliases is many lists. So many full ones are allowed. */
const LISTS = 4;

/**
 * Which subjects each root field asks about. The kind of a subject comes from the question, never
 * from the number.
 *
 * @throws {GatewayError} naming the argument and the position in the list, never the number itself.
 */
export function rootsOf(
  root: SelectionShape,
  contract: Contract,
  variables: Readonly<Record<string, unknown>>,
  caller: Caller,
  maxKeys: number,
): readonly RootAsk[] {
  const query = root.type as GraphQLObjectType;
  let total = 0;
  return root
    .fieldsFor(query)
    .filter(({ kind }) => kind === 'data')
    .flatMap((shape) => {
      const node = shape.nodes[0];
      const selection = selectionOf(shape);
      const field = node === undefined ? undefined : query.getFields()[node.name.value];
      if (node === undefined || field === undefined || selection === null) return [];
      const known = contract.roots.get(field.name);
      const values = getArgumentValues(field, node, variables);
      if (known === undefined) {
        return [ownRoot(shape, selection, contract, caller, wardNamed(values[ON_BEHALF_OF]))];
      }
      const given = values[known.argument];
      const keys = known.list && Array.isArray(given) ? given : [given];
      total += keys.length;
      const limit = keys.length > maxKeys ? maxKeys : maxKeys * LISTS;
      if (keys.length > maxKeys || total > limit) {
        throw new GatewayError('TOO_MANY_KEYS', { argument: known.argument, limit });
      }
      refuseUnlessTexts(known.argument, keys);
      const subject = subjectType(contract, known.kind);
      const doubtful = checkKeys(known.kind, known.argument, keys);
      return [{ shape, selection, subject, keys, list: known.list, ward: null, doubtful }];
    });
}

/** `me`: the subject of the token, or the ward on whose behalf it asks. */
function ownRoot(
  shape: FieldShape,
  selection: SelectionShape,
  contract: Contract,
  caller: Caller,
  named: RightsSubject | null,
): RootAsk {
  if (caller.subject === null) throw new GatewayError('NO_SUBJECT');
  const ward = named === null || isSame(named, caller.subject) ? null : named;
  const own = ward ?? caller.subject;
  const kind = own.kind === 'natural' ? 'NATURAL' : 'LEGAL';
  const subject = subjectType(contract, kind);
  return { shape, selection, subject, keys: [own.key], list: false, ward, doubtful: [] };
}

/** caller-controlled; only a person has a guardian. */
function wardNamed(given: unknown): RightsSubject | null {
  if (given === undefined || given === null) return null;
  const { idNumber, uscc } = given as Readonly<Record<string, unknown>>;
  const isNumber = typeof idNumber === 'string' && checkIdNumber(idNumber).ok;
  const ward = isNumber && (uscc ?? null) === null ? subjectRef('natural', idNumber) : null;
  if (ward !== null) return ward;
  throw new GatewayError('ARGUMENT_INVALID', { argument: ON_BEHALF_OF });
}

function subjectType(contract: Contract, kind: SubjectKindName): SubjectType {
  const found = [...contract.subjects.values()].find((subject) => subject.kind === kind);
  if (found === undefined) throw new TypeError(`expected a subject type of the kind ${kind}`);
  return found;
}

/** attacker-controlled; the scalars of a composed schema take any value, a list among them. */
function refuseUnlessTexts(
  argument: string,
  keys: readonly unknown[],
): asserts keys is readonly string[] {
  for (const [position, key] of keys.entries()) {
    if (typeof key === 'string') continue;
    throw new GatewayError('KEY_INVALID', { argument, position, expected: 'TEXT' });
  }
}

function checkKeys(
  kind: SubjectKindName,
  argument: string,
  keys: readonly string[],
): readonly number[] {
  return keys.flatMap((key, position) => {
    const check = kind === 'LEGAL' ? checkUscc(key) : checkIdNumber(key);
    if (!check.ok) {
      const code = check.reason === 'CHECK_CHARACTER' ? 'KEY_CHECK_FAILED' : 'KEY_INVALID';
      throw new GatewayError(code, { argument, position, expected: check.reason });
    }
    return 'warnings' in check && check.warnings.length > 0 ? [position] : [];
  });
}

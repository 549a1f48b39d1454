import type { Defence } from './defence.ts';
import {
  attack,
  CLOSED_AT_THE_DOOR,
  CLOSED_IN_THE_ANSWER,
  CUT,
  RECORDS_DECIDED,
} from './layers.ts';

/** Against what an operation and a schema can be made to say: names, plans, errors. */
export const NAME_DEFENCES: readonly Defence[] = [
  {
    id: 'decided-by-field-not-alias',
    channel: 'alias',
    patches: [
      {
        file: 'gateway/disclosure/ask.ts',
        find: "return shape.nodes[0]?.name.value ?? '';",
        replace: 'return shape.key;',
      },
    ],
    red: attack('names', 'a withheld field under the name of an open one stays null'),
  },
  {
    id: 'own-names-in-records',
    channel: 'alias',
    patches: [
      {
        file: 'gateway/disclosure/ask.ts',
        find: 'shape, sensitive, content: contentOf',
        replace: 'shape, sensitive, alias: shape.key, content: contentOf',
      },
    ],
    red: attack('names', 'an alias that names evidence does not replace the evidence'),
  },
  {
    id: 'own-names-of-subjects',
    channel: 'alias',
    patches: [
      {
        file: 'gateway/disclosure/ask.ts',
        find: 'shape, item, content: contentOf',
        replace: 'shape, item, alias: shape.key, content: contentOf',
      },
    ],
    red: attack('names', 'an alias like those that the gateway makes does not meet them'),
  },
  {
    id: 'cut-door-and-answer',
    channel: 'fragment',
    patches: [CUT, CLOSED_AT_THE_DOOR, CLOSED_IN_THE_ANSWER],
    red: attack('names', 'a named, nested or inline fragment opens no field'),
  },
  {
    id: 'kind-from-the-token',
    channel: 'interface and union paths',
    patches: [
      {
        file: 'gateway/disclosure/subjects.ts',
        find: "const kind = own.kind === 'natural' ? 'NATURAL' : 'LEGAL';",
        replace: "const kind = own.key === '' ? 'NATURAL' : 'LEGAL';",
      },
    ],
    red: attack(
      'names',
      '`me` decides by the type that the token names, not by the one that is asked',
    ),
  },
  {
    id: 'nothing-to-ask-is-no-fetch',
    channel: '__typename',
    patches: [
      {
        file: 'gateway/disclosure/cut.ts',
        find: 'if (fields.length === 0) return null;',
        replace: '',
      },
    ],
    red: attack('names', 'alone asks no department, so it cannot tell whether a subject exists'),
  },
  {
    id: 'validated-against-the-api',
    channel: '_entities and _service from outside',
    patches: [
      {
        file: 'gateway/http/graphql.ts',
        find: 'csrfPrevention: true,',
        replace: 'csrfPrevention: true,\n    dangerouslyDisableValidation: true,',
      },
    ],
    red: attack('federation', 'are no fields of the gateway'),
  },
  {
    id: 'no-requires',
    channel: '@requires, @provides, @key chains',
    patches: [
      {
        file: 'schema/check.ts',
        find: 'if (joins(field)) {',
        replace: 'if (joins(field) && false) {',
      },
    ],
    red: attack('federation', '`@requires` of a field of another department is refused'),
  },
  {
    id: 'no-requires-renamed',
    channel: 'renamed or re-imported directives',
    patches: [
      {
        file: 'schema/check.ts',
        find: 'if (joins(field)) {',
        replace: 'if (joins(field) && false) {',
      },
    ],
    red: attack('federation', '`@requires` under another name is refused'),
  },
  {
    id: 'no-provides',
    channel: '@requires, @provides, @key chains',
    patches: [
      {
        file: 'schema/check.ts',
        find: 'if (joins(field)) {',
        replace: 'if (joins(field) && false) {',
      },
    ],
    red: attack('federation', '`@provides` on an edge is refused'),
  },
  {
    id: 'plan-asks-only-the-cut',
    channel: '@requires, @provides, @key chains',
    patches: [
      {
        file: 'gateway/execution/door/door.ts',
        find: 'if (!asksOnlyCut(cut, fetch)) {',
        replace: 'if (!asksOnlyCut(cut, fetch) && cut === null) {',
      },
    ],
    red: attack('federation', 'a `@key` of a withheld field is not followed'),
  },
  {
    id: 'no-item-is-not-served',
    channel: 'renamed or re-imported directives',
    patches: [
      {
        file: 'schema/check.ts',
        find: "refuse(at, 'expected `@item`: what is not in the catalogue is not served');",
        replace: '',
      },
    ],
    red: attack('federation', '`@item` under another name leaves its field without an item'),
  },
  {
    id: 'shape-for-each-choice',
    channel: '@skip/@include by variable',
    patches: [
      {
        file: 'gateway/execution/shapes.ts',
        find: "(getOwn(variables, name) === true ? '1' : '0')",
        replace: "(getOwn(variables, name) === name ? '1' : '0')",
      },
    ],
    red: attack('names', 'do not carry a shape from one combination to the next'),
  },
  {
    id: 'no-arguments-on-fields',
    channel: 'counts and aggregates',
    patches: [
      {
        file: 'schema/check.ts',
        find: "refuse(at, 'expected no arguments: a filter or a sort would disclose what it tests');",
        replace: '',
      },
    ],
    red: attack('federation', 'a field with arguments'),
  },
  {
    id: 'no-arguments-on-roots',
    channel: 'counts and aggregates',
    patches: [
      {
        file: 'schema/check.ts',
        find: 'if (argument.name === root.argument) continue;',
        replace: 'continue;',
      },
    ],
    red: attack('federation', 'a root field with a filter is refused'),
  },
  {
    id: 'no-uncatalogued-count',
    channel: 'counts and aggregates',
    patches: [
      {
        file: 'schema/check.ts',
        find: "refuse(at, 'expected `@item`: what is not in the catalogue is not served');",
        replace: '',
      },
    ],
    red: attack('federation', 'a count beside the records'),
  },
  {
    id: 'errors-of-our-own',
    channel: 'department error messages',
    patches: [
      {
        file: 'gateway/disclosure/round.ts',
        find: "? 'SOURCE_UNAVAILABLE' : 'SOURCE_ERROR',",
        replace: "? 'SOURCE_UNAVAILABLE' : error.message,",
      },
    ],
    red: attack('errors', 'are replaced, with their paths, extensions and stack'),
  },
  {
    id: 'paths-of-root-fields-only',
    channel: 'error text and errors[].path',
    patches: [
      {
        file: 'gateway/disclosure/round.ts',
        find: 'const faults = raw.faults.map(({ error }) => ({',
        replace: 'const faults = raw.faults.map(({ error }) => ({\n    path: error.path ?? [],',
      },
      {
        file: 'gateway/disclosure/answer.ts',
        find: 'return services.flatMap(({ service, code }) =>',
        replace: 'return services.flatMap(({ service, code, path }: never) =>',
      },
      {
        file: 'gateway/disclosure/answer.ts',
        find: 'path: [shape.key],\n      extensions',
        replace: 'path: [shape.key, ...(path as string[])],\n      extensions',
      },
    ],
    red: attack('errors', 'are replaced, with their paths, extensions and stack'),
  },
  {
    id: 'reasons-to-the-subject-only',
    channel: 'extensions',
    patches: [
      {
        file: 'gateway/disclosure/assemble.ts',
        find: 'if (!this.#isToldAll(answered)) return;',
        replace: '',
      },
    ],
    red: attack(
      'errors',
      'name what is withheld by item, alike for a subject of whom nothing is held',
    ),
  },
  {
    id: 'nullable-by-contract',
    channel: 'null bubbling',
    patches: [
      {
        file: 'schema/check.ts',
        find: "refuse(at, 'expected a nullable type: a withheld field must be able to be null');",
        replace: '',
      },
    ],
    red: attack('federation', 'a field that cannot be null'),
  },
  {
    id: 'records-decided-bubbling',
    channel: 'null bubbling',
    patches: [RECORDS_DECIDED],
    red: attack('errors', 'a non-null part of a silent record takes nothing with it'),
  },
  {
    id: 'answers-without-prototype',
    channel: 'prototype-named fields',
    patches: [
      {
        file: 'gateway/execution/records.ts',
        find: '= Object.freeze(Object.create(null));',
        replace: '= Object.prototype;',
      },
    ],
    red: attack('names', 'are plain names, in the answer and nowhere else'),
  },
  {
    id: 'assembled-without-prototype',
    channel: 'prototype-named fields',
    patches: [
      {
        file: 'gateway/disclosure/assemble.ts',
        find: 'return Object.assign(Object.create(null) as Shaped, { __typename: type });',
        replace: 'return Object.assign({} as Shaped, { __typename: type });',
      },
    ],
    red: attack('names', 'are plain names, in the answer and nowhere else'),
  },
  {
    id: 'known-subjects-only',
    channel: 'a department that answers otherwise than it was asked',
    patches: [
      {
        file: 'gateway/execution/door/door.ts',
        find: 'if (isObject(sent) && sent[KEY] === key) return [key, sent];',
        replace: 'if (isObject(sent)) return [key, sent];',
      },
    ],
    red: attack('errors', 'more fields, more subjects and the records of others stay outside'),
  },
  {
    id: 'messages-without-identifiers',
    channel: 'identifiers in messages, logs, addresses',
    patches: [
      {
        file: 'gateway/http/graphql.ts',
        find: 'NAME.test(quoted) && quoted.length <= 64',
        replace: 'quoted.length > 0',
      },
      {
        file: 'gateway/http/graphql.ts',
        find: "(/\\d{4,}/.test(run) ? '…' : run)",
        replace: 'run',
      },
    ],
    red: attack('errors', 'form is not repeated, wherever it is put'),
  },
  {
    id: 'departments-agree',
    channel: 'renamed or re-imported directives',
    patches: [
      {
        file: 'schema/compose.ts',
        find: 'if (disagreements.length > 0) {',
        replace: 'if (disagreements.length > 1000) {',
      },
    ],
    red: attack('federation', 'a department that marks what another marks'),
  },
  {
    id: 'no-abstract-paths',
    channel: 'interface and union paths',
    patches: [
      {
        file: 'schema/check.ts',
        find: "refuse(at, 'expected no interface or union: what is behind it would not be decided');",
        replace: '',
      },
    ],
    red: attack('federation', 'an interface of records, which carries no evidence'),
  },
];

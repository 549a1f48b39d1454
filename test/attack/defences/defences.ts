import type { Defence, Patch, RedTest } from './defence.ts';
import { STATISTICS_DEFENCES } from './statistics.ts';

const attack = (file: string, name: string): RedTest => ({
  file: `test/attack/${file}.test.ts`,
  name,
});

/** Two layers of one decision: what is closed is cut, and what is closed does not pass the door. */
const CUT: Patch = {
  file: 'gateway/disclosure/round.ts',
  find: 'entry.keyType, (field) => open.has(field));',
  replace: 'entry.keyType, (field) => open.has(field) || true);',
};
const CLOSED_AT_THE_DOOR: Patch = {
  file: 'gateway/execution/door/door.ts',
  find: 'if (!decision.open || value === null || value === undefined) return null;',
  replace: `if (value === null || value === undefined) return null;
    if (!decision.open) {
      this.shown.push({ decision: decision.decision, record: null });
      return asked.content.kind === 'object' && Array.isArray(value)
        ? value.map((one) => this.#parts(one as Sent, (asked.content as never as { record: RecordAsk }).record.fields))
        : value;
    }`,
};
const CLOSED_IN_THE_ANSWER: Patch = {
  file: 'gateway/disclosure/assemble.ts',
  find: 'if (!decision.open) {\n        shaped',
  replace:
    'if (!decision.open && (answered.values?.[field.alias] ?? null) === null) {\n        shaped',
};
const RECORDS_DECIDED: Patch = {
  file: 'gateway/execution/door/door.ts',
  find: "const passes = decided.outcome === 'disclosed' || decided.outcome === 'masked';",
  replace: 'const passes = true;',
};

/**
 * Every defence that can be taken away in the source, by channel. `npm run defences` takes away one
 * after the other and expects red tests. A patch is the smallest change that opens the way.
 */
export const DEFENCES: readonly Defence[] = [
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
    id: 'cut-before-planning',
    channel: 'response size and number of fetches',
    patches: [CUT],
    red: attack('asked', 'no request ever names a withheld field'),
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
        find: "const kind = caller.subject.kind === 'natural' ? 'NATURAL' : 'LEGAL';",
        replace: "const kind = caller.subject.key === '' ? 'NATURAL' : 'LEGAL';",
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
    id: 'api-schema-only',
    channel: '_entities and _service from outside',
    patches: [
      {
        file: 'gateway/execution/supergraph.ts',
        find: 'apiSchema: plannable.toGraphQLJSSchema(),',
        replace: 'apiSchema: supergraph.schema.toGraphQLJSSchema(),',
      },
    ],
    red: attack('transport', 'where it is offered, it tells neither keys nor values'),
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
    id: 'silent-leaves-no-gap',
    channel: 'list order and length',
    patches: [
      {
        file: 'gateway/execution/door/door.ts',
        find: '.filter((record) => record !== null);',
        replace: '.filter((record) => record !== undefined);',
      },
    ],
    red: attack(
      'lists',
      'a silent record leaves no place, no null and no gap in the paths of marks',
    ),
  },
  {
    id: 'marks-at-shown-places',
    channel: 'list order and length',
    patches: [
      {
        file: 'gateway/disclosure/assemble.ts',
        find: 'of passage.shown.entries()) {',
        replace: 'of [...passage.kept, ...passage.shown].entries()) {',
      },
    ],
    red: attack('lists', 'a mark is on the place that the record has among the shown ones'),
  },
  {
    id: 'order-as-asked',
    channel: 'list order and length',
    patches: [
      {
        file: 'gateway/disclosure/answer.ts',
        find: 'list ? keys.map(subject)',
        replace: 'list ? keys.toSorted().map(subject)',
      },
    ],
    red: attack('lists', 'subjects keep the order in which they were asked'),
  },
  {
    id: 'each-subject-once',
    channel: 'duplicates in key lists',
    patches: [
      {
        file: 'gateway/disclosure/gather.ts',
        find: 'for (const key of new Set(keys)) {',
        replace: 'for (const key of keys) {',
      },
    ],
    red: attack(
      'lists',
      'each entry is answered, and the department is asked about each subject once',
    ),
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
    id: 'records-decided-size',
    channel: 'response size and number of fetches',
    patches: [RECORDS_DECIDED],
    red: attack(
      'lists',
      'neither the size of the response nor the number of fetches shows hidden records',
    ),
  },
  {
    id: 'logged-once',
    channel: 'response size and number of fetches',
    patches: [
      {
        file: 'gateway/disclosure/record.ts',
        find: 'if (byItem.size === items.length) return items;',
        replace: 'if (byItem.size > 0) return items;',
      },
      {
        file: 'gateway/audit/log/tiles.ts',
        find: 'MAX_DETAIL_BYTES = 64 * 1024 * 1024;',
        replace: 'MAX_DETAIL_BYTES = 4 * 1024 * 1024;',
      },
    ],
    red: attack('lists', 'nor is a request refused for how much the log must hold of them'),
  },
  {
    id: 'half-characters-left-out',
    channel: 'a department that fails in part',
    patches: [
      {
        file: 'gateway/execution/door/evidence.ts',
        find: "typeof value === 'string' && value.isWellFormed() ? value : null,",
        replace: "typeof value === 'string' ? value : null,",
      },
    ],
    red: attack('departments', 'that no log can hold does not close the answer'),
  },
  {
    id: 'subjects-travel-together',
    channel: 'response size and number of fetches',
    patches: [
      {
        file: 'gateway/disclosure/round.ts',
        find: 'groupBy(subjects, cutSignature)',
        replace: 'groupBy(subjects, ({ key }) => key)',
      },
    ],
    red: attack('asked', 'fetches grow with the number of distinct decisions'),
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
    id: 'department-texts-masked',
    channel: 'department error messages',
    patches: [
      {
        file: 'gateway/execution/departments/masking.ts',
        find: "message: 'the department could not answer',",
        replace: 'message: (error as Error).message,',
      },
    ],
    red: { file: 'test/execution/local.test.ts', name: 'has its error texts replaced unless told' },
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
    id: 'introspection-off',
    channel: 'introspection and field suggestions',
    patches: [
      {
        file: 'gateway/http/graphql.ts',
        find: 'introspection: options.introspection,',
        replace: 'introspection: true,',
      },
    ],
    red: attack('transport', 'without introspection the schema is not told'),
  },
  {
    id: 'no-suggestions',
    channel: 'introspection and field suggestions',
    patches: [
      {
        file: 'gateway/http/graphql.ts',
        find: 'hideSchemaDetailsFromClientErrors: true,',
        replace: 'hideSchemaDetailsFromClientErrors: false,',
      },
    ],
    red: attack('transport', 'a name that is nearly right gets no hint'),
  },
  {
    id: 'no-persisted-operations',
    channel: 'persisted operations registered by another caller',
    patches: [
      {
        file: 'gateway/http/graphql.ts',
        find: '    persistedQueries: false,\n',
        replace: '',
      },
    ],
    red: attack('transport', 'cannot be registered'),
  },
  {
    id: 'plans-by-cut',
    channel: 'plan and fact caches across callers and purposes',
    patches: [
      {
        file: 'gateway/execution/plans.ts',
        find: "digest = createHash('sha256').update(print(document)).digest('hex');",
        replace: "digest = '';",
      },
    ],
    red: attack('caches', 'what a caller gets does not depend on who asked the same before'),
  },
  {
    id: 'cuts-by-decision',
    channel: 'plan and fact caches across callers and purposes',
    patches: [
      {
        file: 'gateway/disclosure/round.ts',
        find: 'const signature = cutSignature(first);',
        replace: "const signature = '';",
      },
    ],
    red: attack('caches', 'what a caller gets does not depend on who asked the same before'),
  },
  {
    id: 'facts-of-one-request',
    channel: 'plan and fact caches across callers and purposes',
    patches: [
      {
        file: 'gateway/disclosure/gather.ts',
        find: 'return await facts.lookUp({ subjects, organisation: caller.organisation, purpose, at: now });',
        replace: `const kept = globalThis as unknown as { facts?: Promise<RegisterFacts> };
    kept.facts ??= facts.lookUp({ subjects, organisation: caller.organisation, purpose, at: now });
    return await kept.facts;`,
      },
    ],
    red: attack('caches', 'an authorisation that is gone opens nothing from then on'),
  },
  {
    id: 'answers-of-one-caller',
    channel: 'request deduplication across callers',
    patches: [
      {
        file: 'gateway/handle.ts',
        find: 'const answered: Answered = await answer(dependencies, asked);',
        replace: `const shared = globalThis as unknown as { answer?: Promise<Answered> | undefined };
  shared.answer ??= answer(dependencies, asked).finally(() => { shared.answer = undefined; });
  const answered: Answered = await shared.answer;`,
      },
    ],
    red: attack(
      'caches',
      'callers whose questions are out at the same time get each their own answers',
    ),
  },
  {
    id: 'schema-changes-with-the-handler',
    channel: 'hot reload in mid-flight',
    patches: [
      {
        file: 'gateway/http/graphql.ts',
        find: "      current = handler;\n      announce?.({ apiSchema: handler.schema, coreSupergraphSdl: '' });",
        replace: '      current = handler;',
      },
    ],
    red: attack('caches', 'a request under way ends with the supergraph it began with'),
  },
  {
    id: 'post-only',
    channel: 'GET',
    patches: [
      {
        file: 'gateway/http/server.ts',
        find: "'/graphql': { methods: ['POST'],",
        replace:
          "'/graphql': { methods: ['POST', 'GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'],",
      },
    ],
    red: attack('transport', 'PATCH'),
  },
  {
    id: 'json-only',
    channel: 'GET',
    patches: [
      {
        file: 'gateway/http/graphql.ts',
        find: 'csrfPrevention: true,',
        replace: 'csrfPrevention: false,',
      },
    ],
    red: attack('transport', 'a form or plain text, as another site could send it, is refused'),
  },
  {
    id: 'no-batches',
    channel: 'batching of operations',
    patches: [
      {
        file: 'gateway/http/graphql.ts',
        find: 'allowBatchedHttpRequests: false,',
        replace: 'allowBatchedHttpRequests: true,',
      },
    ],
    red: attack('transport', 'a list of operations is refused as a whole'),
  },
  {
    id: 'body-limit',
    channel: 'very large and very deep documents',
    patches: [
      {
        file: 'gateway/http/body.ts',
        find: 'if (size > limit)',
        replace: 'if (size > limit * 100)',
      },
    ],
    red: attack('transport', 'a body over the limit'),
  },
  {
    id: 'token-limit',
    channel: 'very large and very deep documents',
    patches: [
      {
        file: 'gateway/http/graphql.ts',
        find: 'parseOptions: { maxTokens: options.maxTokens },',
        replace: '',
      },
    ],
    red: attack('transport', 'many tokens'),
  },
  {
    id: 'field-limit',
    channel: 'very large and very deep documents',
    patches: [
      {
        file: 'gateway/http/limits.ts',
        find: 'if (measure.fields > maxFields || measure.isExhausted) {',
        replace: 'if (measure.isExhausted) {',
      },
    ],
    red: attack('transport', 'many aliases'),
  },
  {
    id: 'depth-limit',
    channel: 'very large and very deep documents',
    patches: [
      {
        file: 'gateway/http/limits.ts',
        find: '} else if (depth > maxDepth) {',
        replace: '} else if (depth > maxDepth * 100) {',
      },
    ],
    red: attack('transport', 'a deep path'),
  },
  {
    id: 'key-limit',
    channel: 'very large and very deep documents',
    patches: [
      {
        file: 'gateway/disclosure/subjects.ts',
        find: 'if (keys.length > maxKeys || total > limit) {',
        replace: 'if (total > limit * 1000) {',
      },
    ],
    red: attack(
      'transport',
      'more subjects than a list may have are refused before any is looked up',
    ),
  },
  {
    id: 'list-limit',
    channel: 'very large and very deep documents',
    patches: [
      {
        file: 'gateway/disclosure/subjects.ts',
        find: 'const LISTS = 4;',
        replace: 'const LISTS = 4000;',
      },
    ],
    red: attack(
      'transport',
      'one list under many aliases is refused before any of it is looked up',
    ),
  },
  {
    id: 'keys-checked',
    channel: 'Unicode and look-alike digits in keys',
    patches: [
      {
        file: 'gateway/disclosure/subjects.ts',
        find: 'if (!check.ok) {',
        replace: 'if (!check.ok && key === null) {',
      },
    ],
    red: attack('transport', 'is no number, and nobody is asked'),
  },
  {
    id: 'alphabet-of-keys',
    channel: 'Unicode and look-alike digits in keys',
    patches: [
      {
        file: 'gateway/disclosure/subjects.ts',
        find: 'const check = kind ===',
        replace: "key = key.normalize('NFKC').trim().toUpperCase();\n    const check = kind ===",
      },
    ],
    red: attack('transport', 'is no number, and nobody is asked'),
  },
  {
    id: 'keys-are-texts',
    channel: 'Unicode and look-alike digits in keys',
    patches: [
      {
        file: 'gateway/disclosure/subjects.ts',
        find: 'refuseUnlessTexts(known.argument, keys);',
        replace: '',
      },
    ],
    red: attack('transport', 'a key that is no text'),
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
    id: 'edge-asks-the-key-only',
    channel: 'edges to other subjects',
    patches: [
      {
        file: 'gateway/disclosure/cut.ts',
        find: 'selectionSet([fieldNode(content.edge.subject.key, KEY)]));',
        replace:
          "selectionSet([fieldNode(content.edge.subject.key, KEY), fieldNode('phone', 'p')]));",
      },
    ],
    red: attack('edges', 'nothing is asked about the person before it was decided'),
  },
  {
    id: 'self-is-one',
    channel: "a subject's token used for somebody else",
    patches: [
      {
        file: 'gateway/disclosure/decide.ts',
        find: 'if (subject === null || (subject.kind === kind && subject.key === key)) return caller;',
        replace: 'if (subject === null || kind !== key) return caller;',
      },
    ],
    red: attack('edges', 'opens no more than the public gets'),
  },
  {
    id: 'self-by-kind',
    channel: 'one number as person and as organisation',
    patches: [
      {
        file: 'gateway/disclosure/decide.ts',
        find: 'subject.kind === kind && subject.key === key',
        replace: 'subject.key === key',
      },
    ],
    red: attack(
      'edges',
      'the number of a person as the code of an organisation opens nothing of the person',
    ),
  },
  {
    id: 'facts-by-kind',
    channel: 'one number as person and as organisation',
    patches: [
      {
        file: 'registers/subject.ts',
        find: 'export function mapKeyOf({ kind, key }: SubjectRef): string {',
        replace: 'export function mapKeyOf({ kind, key }: SubjectRef): string {\n  return key;',
      },
    ],
    red: attack(
      'edges',
      'asked as both in one query does not lose what the registers hold of the person',
    ),
  },
  {
    id: 'silent-is-absent',
    channel: 'the death of a person, the end of an organisation',
    patches: [
      {
        file: 'gateway/disclosure/decide.ts',
        find: 'return found.open ? decision : found.decision;',
        replace: 'return decision;',
      },
    ],
    red: attack('edges', 'a dead person and one of whom nothing is held give the same answer'),
  },
  {
    id: 'ended-is-not-asked',
    channel: 'the death of a person, the end of an organisation',
    patches: [
      {
        file: 'policy/engine/engine.ts',
        find: 'if (ended !== null) return { open: false,',
        replace: 'if (found === null) return { open: false,',
      },
    ],
    red: attack(
      'edges',
      'a dead child whose lists are published looks like a living one to an agency, and nobody is asked',
    ),
  },
  {
    id: 'evidence-stays-behind',
    channel: 'evidence fetched for decisions',
    patches: [
      {
        file: 'gateway/execution/door/door.ts',
        find: 'return passes ? this.#parts(sent, ask.fields) : null;',
        replace: 'return passes ? { ...this.#parts(sent, ask.fields), ...sent } : null;',
      },
      {
        file: 'gateway/disclosure/assemble.ts',
        find: 'const shaped = newObject(type);\n    for',
        replace: 'const shaped = Object.assign(newObject(type), sent);\n    for',
      },
      {
        file: 'gateway/execution/shape.ts',
        find: 'const result = newRecord();\n',
        replace: 'const result = Object.assign(newRecord(), source);\n',
      },
    ],
    red: attack('edges', 'that decisions are made with never comes out unasked'),
  },
  {
    id: 'durable-before-it-leaves',
    channel: 'registers or log not available',
    patches: [
      {
        file: 'gateway/disclosure/recorded.ts',
        find: "throw new GatewayError('LOG_UNAVAILABLE', {}, cause);",
        replace: 'return { cause } as never;',
      },
    ],
    red: attack('edges', 'gives nothing out, to nobody, and does not say what it would have been'),
  },
  {
    id: 'closed-without-registers',
    channel: 'registers or log not available',
    patches: [
      {
        file: 'gateway/disclosure/gather.ts',
        find: 'facts === null ? withoutRegisters(dependencies) : dependencies;',
        replace: 'dependencies;',
      },
      {
        file: 'gateway/disclosure/decide.ts',
        find: 'facts === null ? withoutRecords(found, asked) : found;',
        replace: 'found;',
      },
    ],
    red: attack(
      'edges',
      'close what rests on them: no record passes, and none is said not to be there',
    ),
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
    id: 'whose-is-whose',
    channel: 'a department that answers otherwise than it was asked',
    patches: [
      {
        file: 'gateway/execution/door/door.ts',
        find: 'if (isObject(sent) && sent[KEY] === key) return [key, sent];',
        replace: 'if (isObject(sent)) return [key, sent];',
      },
    ],
    red: attack('departments', 'gives nobody the records of another'),
  },
  {
    id: 'every-department-is-asked-for-keys',
    channel: 'a department that answers otherwise than it was asked',
    patches: [
      {
        file: 'gateway/execution/door/door.ts',
        find: 'send(withKey(cut, fetch, request));',
        replace: 'send(request);',
      },
      {
        file: 'gateway/execution/door/door.ts',
        find: 'sent[KEY] === key) return [key, sent];',
        replace: '(sent[KEY] ?? key) === key) return [key, sent];',
      },
    ],
    red: attack('departments', 'is seen for every department: each says whose its stubs are'),
  },
  {
    id: 'a-stub-for-each-key',
    channel: 'a department that answers otherwise than it was asked',
    patches: [
      {
        file: 'gateway/execution/door/door.ts',
        find: 'if (!Array.isArray(list) || list.length !== subjects.length) {',
        replace: 'if (!Array.isArray(list)) {',
      },
      {
        file: 'gateway/execution/door/door.ts',
        find: 'if (isObject(sent) && sent[KEY] === key) return [key, sent];',
        replace: 'if (isObject(sent)) return [key, sent];\n    return [key, {}];',
      },
    ],
    red: attack('departments', 'of another length is no answer'),
  },
  {
    id: 'errors-of-hidden-records',
    channel: 'error text and errors[].path',
    patches: [
      {
        file: 'gateway/execution/door/faulty.ts',
        find: 'if (found === null) kept.push(error);',
        replace: 'kept.push(error);\n    if (found === null) continue;',
      },
    ],
    red: attack('departments', 'looks as if there were no record'),
  },
  {
    id: 'failed-evidence-closes',
    channel: 'a department that fails in part',
    patches: [
      {
        file: 'gateway/execution/door/faulty.ts',
        find: 'for (const index of indexes) list[index] = null;',
        replace: '',
      },
    ],
    red: attack('departments', 'that failed closes its record'),
  },
  {
    id: 'unreadable-evidence-closes',
    channel: 'a department that fails in part',
    patches: [
      {
        file: 'gateway/execution/door/evidence.ts',
        find: 'return evidence.isReadable ? facts : null;',
        replace: 'return facts;',
      },
    ],
    red: attack('departments', 'does not pass for a fact that is not there'),
  },
  {
    id: 'missing-evidence-closes',
    channel: 'a department that fails in part',
    patches: [
      {
        file: 'gateway/execution/door/evidence.ts',
        find: 'if (value === null) return null;',
        replace: 'if (value === null || value === undefined) return null;',
      },
    ],
    red: attack('departments', 'that did not come closes its record'),
  },
  {
    id: 'unplaced-errors-close',
    channel: 'a department that fails in part',
    patches: [
      {
        file: 'gateway/execution/door/faulty.ts',
        find: 'if (path === null) return { answer: { ...answer, data: null }, leftOut: 0 };',
        replace: 'if (path === null) continue;',
      },
    ],
    red: attack('departments', 'closes the whole answer of its department'),
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
  {
    id: 'texts-are-scrubbed',
    channel: 'free text',
    patches: [
      {
        file: 'gateway/execution/door/door.ts',
        find: 'if (sensitive.freeText) return scrub(value);',
        replace: '',
      },
    ],
    red: attack('texts', 'withhold the text as a unit'),
  },
  {
    id: 'texts-are-folded-first',
    channel: 'free text',
    patches: [
      {
        file: 'gateway/execution/door/masks.ts',
        find: "text.toWellFormed().normalize('NFKC').replaceAll(UNSEEN, '');",
        replace: 'text;',
      },
    ],
    red: attack('texts', 'in the radicals that PDF files write'),
  },
  {
    id: 'words-spaced-out',
    channel: 'free text',
    patches: [
      {
        file: 'gateway/execution/door/masks.ts',
        find: "[...word].join('\\\\s*')",
        replace: 'word',
      },
    ],
    red: attack('texts', 'spaced out to the width of a column'),
  },
  {
    id: 'subject-or-organisation',
    channel: "a subject's token used for somebody else",
    patches: [
      {
        file: 'gateway/auth/caller.ts',
        find: "if ((kind === 'subject') === (claims.organisation !== undefined)) return null;",
        replace: '',
      },
    ],
    red: {
      file: 'test/gateway/identify.test.ts',
      name: 'when it is a subject and an organisation at once',
    },
  },
  {
    id: 'channel-of-the-listener',
    channel: 'headers that name regulation, date, caller or channel',
    patches: [
      {
        file: 'gateway/http/server.ts',
        find: '        authorization: request.headers.authorization,\n        channel,',
        replace:
          "        authorization: request.headers.authorization,\n        channel: (request.headers['x-channel'] ?? channel) as never,",
      },
    ],
    red: attack('transport', 'cannot move a caller to another network'),
  },
  {
    id: 'answers-are-not-kept',
    channel: 'plan and fact caches across callers and purposes',
    patches: [
      {
        file: 'gateway/http/server.ts',
        find: "response.setHeader('cache-control', 'no-store');",
        replace: '',
      },
    ],
    red: attack('transport', 'every answer forbids to keep it'),
  },
  ...STATISTICS_DEFENCES,
];

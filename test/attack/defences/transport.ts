import type { Defence } from './defence.ts';
import { attack } from './layers.ts';

/** Against what requests, caches and listeners can be made to do. */
export const TRANSPORT_DEFENCES: readonly Defence[] = [
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
    id: 'limits-first',
    channel: 'very large and very deep documents',
    patches: [
      {
        file: 'gateway/http/graphql.ts',
        find: 'if (beyond !== null) return tooLarge(beyond);',
        replace: 'if (beyond === undefined) return tooLarge(beyond);',
      },
    ],
    red: attack('transport', 'are refused before their fields are compared with each other'),
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
    id: 'channel-of-the-listener',
    channel: 'headers that name regulation, date, caller or channel',
    patches: [
      {
        file: 'gateway/http/server.ts',
        find: 'endpoint.receive(arrivalOf(request, channel));',
        replace:
          "endpoint.receive(arrivalOf(request, (request.headers['x-channel'] ?? channel) as never));",
      },
    ],
    red: attack('transport', 'cannot move a caller to another network'),
  },
  {
    id: 'counted-before-read',
    channel: 'requests made to be refused',
    patches: [
      {
        file: 'gateway/receive.ts',
        find: 'await recordingRefusals(refusals, { caller, channel }, () => admit?.(caller, address));',
        replace: '',
      },
    ],
    red: {
      file: 'test/gateway/receive.test.ts',
      name: 'counts for the address of the public, and then nothing is read from there',
    },
  },
  {
    id: 'tokens-bounded',
    channel: 'requests made to be refused',
    patches: [
      {
        file: 'gateway/auth/known-tokens.ts',
        find: 'if (!known.has(digest)) await strikes.refuseOver(address);',
        replace: '',
      },
    ],
    red: {
      file: 'test/gateway/receive.test.ts',
      name: 'are verified so many times from one address, and then not at all',
    },
  },
  {
    id: 'tokens-in-use-pass',
    channel: 'requests made to be refused',
    patches: [
      {
        file: 'gateway/auth/known-tokens.ts',
        find: 'if (!known.has(digest)) await',
        replace: 'await',
      },
    ],
    red: {
      file: 'test/gateway/receive.test.ts',
      name: 'shut out nobody behind that address whose token is in use, nor the public',
    },
  },
  {
    id: 'streams-bounded',
    channel: 'streams held open',
    patches: [
      {
        file: 'gateway/batch/http/streams.ts',
        find: 'if ((open.get(organisation) ?? 0) >= limit) {',
        replace: 'if (limit === 0) {',
      },
    ],
    red: {
      file: 'test/batch/protocol.test.ts',
      name: 'is for so many at a time of one firm; who stops makes room',
    },
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
];

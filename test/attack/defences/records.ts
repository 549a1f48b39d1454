import type { Defence } from './defence.ts';
import { attack, CUT, RECORDS_DECIDED } from './layers.ts';

/** Against what lists, edges, texts and departments can tell of records. */
export const RECORD_DEFENCES: readonly Defence[] = [
  {
    id: 'cut-before-planning',
    channel: 'response size and number of fetches',
    patches: [CUT],
    red: attack('asked', 'no request ever names a withheld field'),
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
    id: 'only-the-guardian',
    channel: "a subject's token used for somebody else",
    patches: [
      {
        file: 'gateway/disclosure/wards.ts',
        find: "if (entry === null) throw new GatewayError('NOT_REPRESENTATIVE');",
        replace: 'if (entry === null) return { ...caller, subject: ward };',
      },
    ],
    red: {
      file: 'test/rights/ward.test.ts',
      name: 'asks no department where',
    },
  },
  {
    id: 'ward-alone',
    channel: "a subject's token used for somebody else",
    patches: [
      {
        file: 'gateway/disclosure/wards.ts',
        find: 'roots.some((root) => root.ward?.key !== ward.key)',
        replace: 'roots.length === 0',
      },
    ],
    red: {
      file: 'test/rights/ward.test.ts',
      name: 'asks about its ward and nobody else at once',
    },
  },
  {
    id: 'guardian-as-long-as-needed',
    channel: "a subject's token used for somebody else",
    patches: [
      {
        file: 'registers/guardianship.ts',
        find: 'if (isGuardian && (await isWard(registers, pack, represented))) return found;',
        replace: 'if (isGuardian) return found;',
      },
    ],
    red: {
      file: 'test/rights/ward.test.ts',
      name: 'asks as long as it is registered and its ward needs it',
    },
  },
];

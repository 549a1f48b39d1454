import { describe, expect, it } from 'vitest';
import { type Answer, at, startGateway } from '../support/gateway.ts';
import { memoryLog } from '../support/log.ts';
import { COMPANY, comparable, HIDDEN, openScene, PLAIN_COMPANY, SECRET } from '../support/scene.ts';
import {
  type HeldObject,
  type Names,
  type Tamper,
  tamperingDepartments,
} from '../support/tampering.ts';

/** Departments that fail in part, or answer in a form that nobody asked for. */
const PENALTIES =
  'query($c: [USCC!]!) { legalEntities(usccs: $c) { penalties { documentNumber facts } } }';
const OPEN = penalty('M-OPEN', '2025-01-10', '公开事实');
/** Past its period: nobody but the company may learn that there was such a penalty. */
const OLD = penalty(`Z-${HIDDEN}`, '2018-05-10', SECRET);

function penalty(documentNumber: string, decisionDate: string, facts: string) {
  return { documentNumber, decisionDate, facts, basisDocument: 'D-1', procedure: 'general' };
}

interface Told {
  readonly answer: Answer;
  readonly notices: readonly string[];
}

async function ask(held: readonly HeldObject[], tamper?: Tamper, c = [COMPANY]): Promise<Told> {
  const departments = tamperingDepartments(
    (key) => (key === COMPANY ? { penalties: held } : { penalties: [] }),
    tamper,
  );
  const gateway = await startGateway({ departments, log: memoryLog() });
  const answer = await gateway.ask(null, PENALTIES, { c }).finally(() => gateway.close());
  return { answer, notices: gateway.notices };
}

const shown = (answer: Answer) => at(answer, 'legalEntities', 0, 'penalties');

function recordsIn({ s: [stub] }: Parameters<Tamper>[0], names: Names) {
  return (stub?.[names.get('penalties') ?? ''] ?? []) as Record<string, unknown>[];
}

/** The record at that place could not tell one of its parts. */
function failing(index: number, part: string): Tamper {
  return (data, names) => {
    const [list, alias] = [names.get('penalties') ?? '', names.get(`penalties.${part}`) ?? ''];
    const record = recordsIn(data, names)[index];
    if (record !== undefined) record[alias] = null;
    const path = ['s', 0, list, index, alias];
    return { data, errors: [{ message: SECRET, path }] };
  };
}

describe('an error inside a hidden record', () => {
  it.each(['facts', 'documentNumber', 'fineAmount'])(
    'at `%s` looks as if there were no record',
    async (part) => {
      const { answer: absent } = await ask([OPEN]);
      const { answer: hidden, notices } = await ask([OPEN, OLD], failing(1, part));
      expect(comparable(hidden)).toBe(comparable(absent));
      expect(hidden.json.errors).toBeUndefined();
      expect(notices.join()).not.toContain(SECRET);
    },
  );

  it('is counted for those who run the gateway', async () => {
    const { notices } = await ask([OPEN, OLD], failing(1, 'facts'));
    expect(notices.join()).toContain('"department":"market-regulation","records":1');
  });
});

describe('evidence that cannot be read', () => {
  const told: readonly (readonly [string, unknown])[] = [
    ['publishUntil', '下月'],
    ['publishUntil', 20_240_101],
    ['conductEndedOn', '2018-02-30'],
    ['continuing', 'true'],
    ['procedure', 'fast'],
    ['documentNumber', 7],
    ['documentNumber', null],
    ['documentNumber', ''],
    ['basisDocument', { number: 'D-1' }],
  ];

  it.each(told)('does not pass for a fact that is not there: `%s` as %j', async (column, value) => {
    const { answer, notices } = await ask([OPEN, { ...OPEN, [column]: value, facts: SECRET }]);
    expect(shown(answer)).toEqual([{ documentNumber: 'M-OPEN', facts: '公开事实' }]);
    expect(answer.json.errors).toBeUndefined();
    expect(notices.join()).toContain('records left out');
  });

  it('that did not come closes its record', async () => {
    const { answer } = await ask([OPEN], (data, names) => {
      const alias = names.get('penalties.publishUntil') ?? '';
      for (const record of recordsIn(data, names)) Reflect.deleteProperty(record, alias);
      return { data };
    });
    expect(shown(answer)).toEqual([]);
  });

  it('that failed closes its record', async () => {
    const ends = { ...OPEN, publishUntil: '2025-12-31', facts: SECRET };
    const { answer } = await ask([ends], failing(0, 'publishUntil'));
    expect(shown(answer)).toEqual([]);
    expect(answer.body).not.toContain(SECRET);
  });
});

describe('half a character', () => {
  const half = '\ud800';

  it('in the number of a hidden record, that no log can hold does not close the answer', async () => {
    const started = await openScene();
    const told = [];
    for (const penalties of [[OPEN], [OPEN, { ...OLD, documentNumber: half }]]) {
      started.world.rows = { penalty: { [COMPANY]: penalties } };
      told.push(comparable(await started.ask(null, PENALTIES, { c: [COMPANY] })));
    }
    await started.close();
    expect(told[1]).toBe(told[0]);
  });

  it('in a text that is shown is replaced', async () => {
    const { answer } = await ask([{ ...OPEN, facts: `公开${half}事实` }]);
    expect(shown(answer)).toEqual([{ documentNumber: 'M-OPEN', facts: '公开\ufffd事实' }]);
  });
});

describe('an error that does not say what it is about', () => {
  const places: readonly unknown[] = [undefined, [], ['elsewhere', 0], 's'];

  it.each(places)('closes the whole answer of its department: %j', async (path) => {
    const error = { message: SECRET, path } as never;
    const { answer } = await ask([OPEN], (data) => ({ data, errors: [error] }));
    expect(shown(answer)).toBeNull();
    expect(answer.json.errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_ERROR']);
    expect(answer.body).not.toContain(SECRET);
  });
});

describe('a list of stubs in another order', () => {
  const both = [PLAIN_COMPANY, COMPANY];

  it('gives nobody the records of another', async () => {
    const reversed: Tamper = (data) => ({ data: { s: data.s.toReversed() } });
    const { answer } = await ask([{ ...OPEN, facts: SECRET }], reversed, both);
    expect(at(answer, 'legalEntities')).toEqual([{ penalties: null }, { penalties: null }]);
    expect(answer.json.errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_ERROR']);
    expect(answer.body).not.toContain(SECRET);
  });

  it('is seen for every department: each says whose its stubs are', async () => {
    const nameless: Tamper = (data) => ({
      data: { s: data.s.map(({ k: _key, ...stub }) => stub) },
    });
    const { answer } = await ask([{ ...OPEN, facts: SECRET }], nameless, both);
    expect(answer.body).not.toContain(SECRET);
  });

  it('of another length is no answer', async () => {
    const shorter: Tamper = (data) => ({ data: { s: data.s.slice(1) } });
    const { answer } = await ask([{ ...OPEN, facts: SECRET }], shorter, both);
    expect(answer.body).not.toContain(SECRET);
    expect(answer.json.errors?.length).toBe(1);
  });
});

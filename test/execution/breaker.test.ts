import { describe, expect, it } from 'vitest';
import { Breaker } from '../../gateway/execution/departments/breaker.ts';
import { Gate } from '../../gateway/execution/departments/gate.ts';

function breaker() {
  const clock = { now: 0 };
  const made = new Breaker({ failures: 3, openFor: 100, now: () => clock.now });
  const fail = (times: number) => {
    for (let n = 0; n < times; n += 1) made.enter().failed();
  };
  return { clock, breaker: made, fail };
}
const open = expect.objectContaining({ reason: 'circuit-open' });

describe('the circuit breaker', () => {
  it('is closed until so many failures in a row', () => {
    const { breaker: made, fail } = breaker();
    fail(2);
    made.enter().succeeded();
    fail(2);
    expect(made.state).toBe('closed');
    fail(1);
    expect(made.state).toBe('open');
    expect(() => made.enter()).toThrow(open);
  });

  it('lets one request try after a time, and closes when it succeeds', () => {
    const { breaker: made, fail, clock } = breaker();
    fail(3);
    clock.now = 99;
    expect(() => made.enter()).toThrow(open);
    clock.now = 100;
    expect(made.state).toBe('half-open');
    const probe = made.enter();
    expect(() => made.enter()).toThrow(open);
    probe.succeeded();
    expect(made.state).toBe('closed');
    fail(2);
    expect(made.state).toBe('closed');
  });

  it('opens again for the whole time when it fails', () => {
    const { breaker: made, fail, clock } = breaker();
    fail(3);
    clock.now = 150;
    made.enter().failed();
    clock.now = 249;
    expect(made.state).toBe('open');
    clock.now = 250;
    expect(made.state).toBe('half-open');
  });

  it('lets another try when the caller of the first went away', () => {
    const { breaker: made, fail, clock } = breaker();
    fail(3);
    clock.now = 100;
    made.enter().withdrawn();
    made.enter().succeeded();
    expect(made.state).toBe('closed');
  });

  it('takes no account of requests from before it opened', () => {
    const { breaker: made, fail, clock } = breaker();
    const slow = made.enter();
    const slower = made.enter();
    fail(3);
    slow.succeeded();
    expect(made.state).toBe('open');
    clock.now = 100;
    const probe = made.enter();
    slower.failed();
    expect(made.state).toBe('half-open');
    probe.succeeded();
    expect(made.state).toBe('closed');
  });
});

describe('the gate', () => {
  const signal = new AbortController().signal;

  it('lets so many in, in order, and turns away more than may wait', async () => {
    const gate = new Gate(2, 2);
    const leave = await gate.enter(signal);
    await gate.enter(signal);
    const order: string[] = [];
    const enter = async (name: string) => {
      const go = await gate.enter(signal);
      order.push(name);
      return go;
    };
    const third = enter('third');
    const fourth = enter('fourth');
    await expect(gate.enter(signal)).rejects.toMatchObject({ reason: 'busy' });
    expect([gate.inside, gate.waiting]).toEqual([2, 2]);
    leave();
    (await third)();
    (await fourth)();
    expect(order).toEqual(['third', 'fourth']);
    expect([gate.inside, gate.waiting]).toEqual([1, 0]);
  });

  it('forgets who gave up', async () => {
    const gate = new Gate(1, 1);
    const leave = await gate.enter(signal);
    const controller = new AbortController();
    const waiting = gate.enter(controller.signal);
    controller.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    expect(gate.waiting).toBe(0);
    leave();
    expect(gate.inside).toBe(0);
    await expect(gate.enter(AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });
});

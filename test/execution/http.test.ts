import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DepartmentRequest } from '../../gateway/execution/department.ts';
import {
  HttpDepartment,
  type HttpDepartmentOptions,
} from '../../gateway/execution/departments/http.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let server: Server;
let handler: Handler;
let requests: { headers: IncomingMessage['headers']; body: string; port: number | undefined }[];
const opened: HttpDepartment[] = [];

beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      requests.push({ headers: request.headers, body, port: request.socket.remotePort });
      handler(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((department) => department.close()));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function department(options: Partial<HttpDepartmentOptions> = {}): HttpDepartment {
  const { port } = server.address() as AddressInfo;
  const made = new HttpDepartment({
    name: 'tax',
    url: `http://127.0.0.1:${port}/graphql?v=1`,
    retryDelay: 1,
    ...options,
  });
  opened.push(made);
  return made;
}

function request(changes: Partial<DepartmentRequest> = {}): DepartmentRequest {
  return {
    service: 'tax',
    query: '{a}',
    document: parse('{a}'),
    variables: { v: 1 },
    kind: 'query',
    signal: new AbortController().signal,
    ...changes,
  };
}

const json =
  (value: unknown): Handler =>
  (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(value));
  };
const failure = (reason: string) => ({ name: 'SourceFailure', reason });

describe('a department over HTTP', () => {
  it('is asked by POST, with the credential of the configuration and nothing in its place', async () => {
    handler = json({ data: { a: 1 } });
    const headers = {
      Authorization: 'Bearer stolen',
      Host: 'elsewhere',
      'x-trace': 't',
      'x-bad': 'a\r\nb',
    };
    const tax = department({ credential: 'secret' });
    const answer = await tax.ask(request({ operationName: 'N', headers }));
    expect(answer).toEqual({ data: { a: 1 } });
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      query: '{a}',
      operationName: 'N',
      variables: { v: 1 },
    });
    expect(requests[0]?.headers).toMatchObject({ authorization: 'Bearer secret', 'x-trace': 't' });
    expect(requests[0]?.headers.host).not.toBe('elsewhere');
    expect(requests[0]?.headers).not.toHaveProperty('x-bad');
  });

  it('sends the body that was encoded with the plan', async () => {
    handler = json({ data: {} });
    await department().ask(request({ head: '{"query":"{b}","variables":' }));
    expect(requests[0]?.body).toBe('{"query":"{b}","variables":{"v":1}}');
  });

  it('keeps its connection', async () => {
    handler = json({ data: {} });
    const tax = department({ concurrency: 1 });
    for (let n = 0; n < 3; n += 1) await tax.ask(request());
    expect(new Set(requests.map(({ port }) => port)).size).toBe(1);
  });

  it('is asked only so much at once, and turns away more than may wait', async () => {
    let inside = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    handler = (message, response, body) => {
      inside += 1;
      most = Math.max(most, inside);
      waiting.push(() => {
        inside -= 1;
        json({ data: {} })(message, response, body);
      });
      if (waiting.length === 2) for (const go of waiting.splice(0)) go();
    };
    const tax = department({ concurrency: 2, queue: 2 });
    const asked = Array.from({ length: 5 }, () => tax.ask(request()));
    const outcomes = await Promise.allSettled(asked);
    expect(
      outcomes.map(({ status }) => status).filter((status) => status === 'rejected'),
    ).toHaveLength(1);
    expect(outcomes[4]).toMatchObject({ reason: failure('busy') });
    expect(most).toBe(2);
  });

  it.each([
    [
      'a status of failure',
      'status',
      (r: ServerResponse) => {
        r.statusCode = 500;
        r.end('{"data":{}}');
      },
    ],
    [
      'a redirect, which is not followed',
      'status',
      (r: ServerResponse) => {
        r.writeHead(302, { location: '/' });
        r.end();
      },
    ],
    ['garbage', 'format', (r: ServerResponse) => r.end('{"data":')],
    ['nothing', 'format', (r: ServerResponse) => r.end()],
    ['a list', 'format', (r: ServerResponse) => r.end('[]')],
    [
      'bytes that are no UTF-8',
      'format',
      (r: ServerResponse) => r.end(Buffer.from([0x22, 0xff, 0x22])),
    ],
    [
      'an encoding nobody asked for',
      'format',
      (r: ServerResponse) => {
        r.setHeader('content-encoding', 'gzip');
        r.end('{}');
      },
    ],
    ['too much', 'size', (r: ServerResponse) => r.end(`{"data":{"a":"${'x'.repeat(2000)}"}}`)],
    [
      'too much without saying so',
      'size',
      (r: ServerResponse) => {
        r.write('{"data":{"a":"');
        r.write('x'.repeat(2000));
      },
    ],
    [
      'half a body',
      'format',
      (r: ServerResponse) => {
        r.write('{"data"');
        setImmediate(() => r.destroy());
      },
    ],
    ['headers and no body', 'timeout', (r: ServerResponse) => r.flushHeaders()],
    [
      'one byte at a time',
      'timeout',
      (r: ServerResponse) => {
        const timer = setInterval(() => r.write(' '), 5);
        r.on('close', () => clearInterval(timer));
      },
    ],
    ['no answer', 'timeout', () => {}],
  ])('fails on %s', async (_name, reason, respond) => {
    handler = (_request, response) => respond(response);
    const timeout = reason === 'timeout' ? 120 : 10_000;
    const tax = department({ timeout, maxResponseBytes: 1000 });
    await expect(tax.ask(request())).rejects.toMatchObject(failure(reason));
    expect(requests).toHaveLength(1);
  });

  it('keeps the text of a failure out of its message', async () => {
    handler = (_request, response) => response.end('{"secret": oops}');
    await expect(department().ask(request())).rejects.toThrow(/^expected JSON$/);
  });

  it('is tried again when a connection broke before any answer, but only for queries', async () => {
    let broken = 2;
    handler = (message, response, body) => {
      broken -= 1;
      if (broken >= 0) message.socket.resetAndDestroy();
      else json({ data: { a: 1 } })(message, response, body);
    };
    const tax = department({ retries: 2 });
    await expect(tax.ask(request())).resolves.toEqual({ data: { a: 1 } });
    expect(requests).toHaveLength(3);
    broken = 1;
    await expect(tax.ask(request({ kind: 'mutation' }))).rejects.toMatchObject(
      failure('connection'),
    );
    expect(requests).toHaveLength(4);
    broken = 2;
    await expect(department({ retries: 1 }).ask(request())).rejects.toMatchObject(
      failure('connection'),
    );
    expect(requests).toHaveLength(6);
  });

  it('is told when the caller goes away', async () => {
    const controller = new AbortController();
    const closed = new Promise<void>((resolve) => {
      handler = (message) => {
        message.socket.on('close', () => resolve());
        controller.abort();
      };
    });
    const asked = department().ask(request({ signal: controller.signal }));
    await expect(asked).rejects.toMatchObject(failure('cancelled'));
    await closed;
    const before = department().ask(request({ signal: AbortSignal.abort() }));
    await expect(before).rejects.toMatchObject(failure('cancelled'));
    expect(requests).toHaveLength(1);
  });

  it('is spared for a while after failures in a row, and then tried again', async () => {
    const clock = { now: 0 };
    handler = (_request, response) => {
      response.statusCode = 503;
      response.end();
    };
    const tax = department({ breaker: { failures: 2, openFor: 10, now: () => clock.now } });
    for (let n = 0; n < 2; n += 1) {
      await expect(tax.ask(request())).rejects.toMatchObject(failure('status'));
    }
    await expect(tax.ask(request())).rejects.toMatchObject(failure('circuit-open'));
    expect([tax.state, requests.length]).toEqual(['open', 2]);
    clock.now = 10;
    handler = json({ data: {} });
    await tax.ask(request());
    expect(tax.state).toBe('closed');
  });

  it('is not spared because callers went away', async () => {
    handler = () => {};
    const tax = department({ breaker: { failures: 1 } });
    const controller = new AbortController();
    const asked = tax.ask(request({ signal: controller.signal }));
    controller.abort();
    await expect(asked).rejects.toMatchObject(failure('cancelled'));
    expect(tax.state).toBe('closed');
  });

  it('has its error texts replaced unless told', async () => {
    const errors = [
      { message: 'no such person 9901…', path: ['a'], extensions: { code: 'X', sql: 'select' } },
      'not an error',
    ];
    handler = json({ data: { a: null }, errors });
    const masked = {
      message: 'the department could not answer',
      extensions: { code: 'SOURCE_ERROR', service: 'tax' },
    };
    expect(await department().ask(request())).toEqual({
      data: { a: null },
      errors: [{ ...masked, path: ['a'] }, masked],
    });
    expect(await department({ maskErrors: false }).ask(request())).toEqual({
      data: { a: null },
      errors,
    });
  });

  it.each(['ftp://x/', 'file:///etc/passwd', 'http://user:pass@x/', 'nowhere'])(
    'is not at %s',
    (url) => {
      expect(() => new HttpDepartment({ name: 'x', url })).toThrow(TypeError);
    },
  );

  it('fails when nobody listens', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const tax = department({ url: `http://127.0.0.1:${port}/`, retries: 2 });
    await expect(tax.ask(request())).rejects.toMatchObject(failure('connection'));
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Department, DepartmentAnswer, DepartmentRequest } from '../department.ts';
import { SourceFailure } from '../errors.ts';
import { encodeHead } from '../plan.ts';
import { isRecord } from '../records.ts';
import { Breaker, type BreakerOptions, type BreakerState } from './breaker.ts';
import { exchange } from './exchange.ts';
import { Gate } from './gate.ts';
import { maskErrors } from './masking.ts';

export interface HttpDepartmentOptions {
  readonly name: string;
  /** The department's GraphQL endpoint; http or https, without user or password. */
  readonly url: string;
  /** Sent as `authorization: Bearer …`; no request can replace it. */
  readonly credential?: string;
  /** Milliseconds for a whole answer: waiting, headers, body and retries. 10,000 unless told. */
  readonly timeout?: number;
  /** At most so many requests at once, each on its own connection. 32 unless told. */
  readonly concurrency?: number;
  /** At most so many requests waiting; more fail at once. 512 unless told. */
  readonly queue?: number;
  /** How often a query is tried again when no connection came about. 1 unless told; mutations never. */
  readonly retries?: number;
  /** Milliseconds before the first retry, doubled for each further one, times 0.5 to 1.5. 25 unless told. */
  readonly retryDelay?: number;
  readonly maxResponseBytes?: number;
  /** Replace the department's error texts. Default true. */
  readonly maskErrors?: boolean;
  readonly breaker?: BreakerOptions;
  /** A number from 0 to 1, for the jitter. */
  readonly random?: () => number;
}

/** Headers that belong to this side of the connection alone. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** A value outside this is left out: it would fail the request, and count against the department. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A department over HTTP. */
export class HttpDepartment implements Department {
  readonly #options: HttpDepartmentOptions;
  readonly #pool: Pool;
  readonly #path: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #gate: Gate;
  readonly #breaker: Breaker;

  /** @throws TypeError when `url` is not a plain http(s) URL */
  constructor(options: HttpDepartmentOptions) {
    const url = readUrl(options.url);
    const concurrency = options.concurrency ?? 32;
    this.#options = options;
    this.#path = url.pathname + url.search;
    this.#pool = new Pool(url.origin, {
      connections: concurrency,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      // One timer for the whole answer is ours.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      ...(options.credential ? { authorization: `Bearer ${options.credential}` } : {}),
    };
    this.#gate = new Gate(concurrency, options.queue ?? 512);
    this.#breaker = new Breaker(options.breaker);
  }

  get state(): BreakerState {
    return this.#breaker.state;
  }

  async ask(request: DepartmentRequest): Promise<DepartmentAnswer> {
    const passage = this.#breaker.enter();
    try {
      const answer = await this.#withinTime(request);
      passage.succeeded();
      return this.#options.maskErrors === false ? answer : maskErrors(answer, this.#options.name);
    } catch (cause) {
      const failure = asFailure(cause);
      if (failure.reason === 'cancelled' || failure.reason === 'busy') passage.withdrawn();
      else passage.failed();
      throw failure;
    }
  }

  /** Ends all connections; requests under way fail. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #withinTime(request: DepartmentRequest): Promise<DepartmentAnswer> {
    const controller = new AbortController();
    const cancel = () => controller.abort(new SourceFailure('cancelled', 'cancelled'));
    let sent = false;
    const timer = setTimeout(() => {
      // Time that was spent in our own queue is not the department's fault.
      const reason = sent ? 'timeout' : 'busy';
      controller.abort(new SourceFailure(reason, 'expected an answer in time, got none'));
    }, this.#options.timeout ?? 10_000);
    request.signal.addEventListener('abort', cancel, { once: true });
    if (request.signal.aborted) cancel();
    try {
      const leave = await this.#gate.enter(controller.signal);
      sent = true;
      try {
        return decode(await this.#exchangeWithRetries(request, controller.signal));
      } finally {
        leave();
      }
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', cancel);
    }
  }

  async #exchangeWithRetries(request: DepartmentRequest, signal: AbortSignal): Promise<string> {
    const retries = request.kind === 'query' ? (this.#options.retries ?? 1) : 0;
    const head = request.head ?? encodeHead(request.query, request.operationName);
    const input = {
      pool: this.#pool,
      path: this.#path,
      headers: this.#headersFor(request),
      body: `${head}${JSON.stringify(request.variables)}}`,
      maxBytes: this.#options.maxResponseBytes ?? 32 * 1024 * 1024,
      signal,
    };
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await exchange(input);
      } catch (cause) {
        const again = cause instanceof SourceFailure && cause.reason === 'connection';
        if (!again || attempt >= retries || signal.aborted) throw cause;
        await this.#pause(attempt, signal);
      }
    }
  }

  async #pause(attempt: number, signal: AbortSignal): Promise<void> {
    const jitter = 0.5 + (this.#options.random ?? Math.random)();
    const pause = (this.#options.retryDelay ?? 25) * 2 ** attempt * jitter;
    try {
      await delay(pause, undefined, { signal });
    } catch {
      throw signal.reason;
    }
  }

  #headersFor({ headers }: DepartmentRequest): Readonly<Record<string, string>> {
    if (!headers) return this.#headers;
    const allowed = Object.entries(headers).filter(
      ([name, value]) => !OWN_HEADERS.has(name.toLowerCase()) && HEADER_VALUE.test(value),
    );
    return { ...Object.fromEntries(allowed), ...this.#headers };
  }
}

function readUrl(text: string): URL {
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`expected an http or https URL, got \`${url.protocol}\``);
  }
  if (url.username || url.password) {
    throw new TypeError('expected a URL without user and password: use `credential`');
  }
  return url;
}

function decode(text: string): DepartmentAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which is the department's.
    throw new SourceFailure('format', 'expected JSON');
  }
  if (!isRecord(answer)) throw new SourceFailure('format', 'expected a JSON object');
  return answer;
}

function asFailure(cause: unknown): SourceFailure {
  if (cause instanceof SourceFailure) return cause;
  return new SourceFailure('connection', 'expected an answer, got an error', { cause });
}

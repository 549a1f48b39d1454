import { Pool } from 'undici';
import type {
  AttributeRow,
  CellsQuestion,
  Counted,
  CountedCell,
  ProfileRow,
} from '../../../schema/statistics/question.ts';
import {
  COUNTING_FOLDER,
  COUNTING_TYPE,
  type CountingKind,
  countingCredential,
} from '../../../schema/statistics/wire.ts';
import { GatewayError } from '../../errors.ts';
import { SourceFailure } from '../../execution/errors.ts';
import type { DepartmentCounter } from '../population.ts';
import { blocksOf } from './blocks.ts';
import { attributeOf, cellReader, profileReader, revisionOf } from './rows.ts';

export interface RemoteCounterOptions {
  readonly name: string;
  /** The department's GraphQL endpoint; what counts stands beside it. */
  readonly url: string;
  /** The service credential; what is shown is made of it and opens nothing but counting. */
  readonly credential: string;
  /** Milliseconds for a whole answer, however many rows it has. */
  readonly timeout: number;
  /** 2 GiB unless told. */
  readonly maxBytes?: number;
  /** Told why a count came to nothing, in words without keys or values. */
  readonly failed?: (reason: string) => void;
}

const MAX_BYTES = 2 ** 31;
/** One question at a time is asked; its revision may be asked beside it. */
const CONNECTIONS = 2;

type Reader<T> = (row: unknown) => T;

/** A department that counts on its own server. Its answers are read as a stranger's would be. */
export class RemoteCounter implements DepartmentCounter {
  readonly #options: RemoteCounterOptions;
  readonly #pool: Pool;
  readonly #folder: URL;

  constructor(options: RemoteCounterOptions) {
    this.#options = options;
    this.#folder = new URL(`${COUNTING_FOLDER}/`, options.url);
    this.#pool = new Pool(this.#folder.origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      // one timer for the whole answer is ours
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async cells(question: CellsQuestion): Promise<readonly CountedCell[]> {
    const read = cellReader(question, this.#options.name);
    const cells = await this.#all('cells', question, read);
    if (cells.length > question.most + 1) {
      throw this.#failure(new SourceFailure('size', 'expected fewer cells'));
    }
    return cells;
  }

  profiles(counted: Counted, key: Buffer): AsyncIterable<readonly ProfileRow[]> {
    const question = { counted, key: key.toString('hex') };
    return this.#blocks('profiles', question, profileReader(counted));
  }

  attributes(key: Buffer): AsyncIterable<readonly AttributeRow[]> {
    return this.#blocks('attributes', { key: key.toString('hex') }, attributeOf);
  }

  async revision(): Promise<string | null> {
    const [revision = null] = await this.#all('revision', {}, revisionOf);
    return revision;
  }

  /** Ends all connections; counts under way fail. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #all<T>(kind: CountingKind, question: object, read: Reader<T>): Promise<readonly T[]> {
    const rows: T[] = [];
    for await (const block of this.#blocks(kind, question, read)) rows.push(...block);
    return rows;
  }

  async *#blocks<T>(
    kind: CountingKind,
    question: object,
    read: Reader<T>,
  ): AsyncGenerator<readonly T[]> {
    try {
      const body = await this.#ask(kind, question);
      for await (const block of blocksOf(body, this.#options.maxBytes ?? MAX_BYTES)) {
        yield block.map(read);
      }
    } catch (cause) {
      throw this.#failure(cause);
    }
  }

  async #ask(kind: CountingKind, question: object): Promise<AsyncIterable<Buffer>> {
    const { credential, timeout } = this.#options;
    const { statusCode, headers, body } = await this.#pool.request({
      path: `${this.#folder.pathname}${kind}`,
      method: 'POST',
      headers: {
        accept: COUNTING_TYPE,
        'content-type': 'application/json',
        authorization: `Bearer ${countingCredential(credential)}`,
      },
      body: JSON.stringify(question),
      signal: AbortSignal.timeout(timeout),
    });
    const isPlain = (headers['content-encoding'] ?? 'identity') === 'identity';
    if (statusCode === 200 && isPlain) return body;
    body.on('error', () => undefined).destroy();
    throw new SourceFailure('status', `expected status 200, got ${statusCode}`);
  }

  #failure(cause: unknown): GatewayError {
    if (cause instanceof GatewayError) return cause;
    this.#options.failed?.(reasonOf(cause));
    return new GatewayError('SOURCE_UNAVAILABLE', { service: this.#options.name }, cause);
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof SourceFailure) return cause.reason;
  const isTimeout = cause instanceof DOMException && cause.name === 'TimeoutError';
  return isTimeout ? 'timeout' : 'connection';
}

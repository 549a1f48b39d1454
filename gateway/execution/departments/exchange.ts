import { isUtf8 } from 'node:buffer';
import type { Dispatcher } from 'undici';
import { SourceFailure } from '../errors.ts';

/** One HTTP exchange over a pool. */
export interface ExchangeInput {
  readonly pool: Dispatcher;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Posts a body and reads the text of a successful response. Redirects are not followed: a 3xx is a
 * status like any other that is not 2xx.
 *
 * @throws SourceFailure `connection` (only when nothing of a response came: the one case that may be
 *   tried again), `status`, `size`, `format`, or the signal's reason
 */
export function exchange(input: ExchangeInput): Promise<string> {
  return new Promise((resolve, reject) => {
    const { signal } = input;
    const onAbort = () => handler.stop(signal.reason);
    const settled = () => signal.removeEventListener('abort', onAbort);
    const handler = new ExchangeHandler(
      input,
      (text) => {
        settled();
        resolve(text);
      },
      (reason) => {
        settled();
        reject(reason);
      },
    );
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    input.pool.dispatch(
      { path: input.path, method: 'POST', headers: input.headers, body: input.body },
      handler,
    );
  });
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #input: ExchangeInput;
  readonly #resolve: (text: string) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #stopped: { readonly reason: unknown } | undefined;
  #status = 0;
  #encoded = false;
  #bytes = 0;

  constructor(
    input: ExchangeInput,
    resolve: (text: string) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#input = input;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Ends the exchange, and its connection when it has one. */
  stop(reason: unknown): void {
    this.#stopped ??= { reason };
    this.#reject(reason);
    this.#controller?.abort(asError(reason));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#stopped) controller.abort(asError(this.#stopped.reason));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#encoded = (headers['content-encoding'] ?? 'identity') !== 'identity';
    if (Number(headers['content-length'] ?? 0) > this.#input.maxBytes) this.#tooLarge();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#input.maxBytes) this.#tooLarge();
    else if (this.#isSuccess()) this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#isSuccess()) {
      this.#reject(new SourceFailure('status', `expected status 2xx, got ${this.#status}`));
      return;
    }
    const [first, ...more] = this.#chunks;
    const body = first && more.length === 0 ? first : Buffer.concat(this.#chunks);
    if (this.#encoded || !isUtf8(body)) {
      this.#reject(new SourceFailure('format', 'expected plain UTF-8'));
    } else {
      this.#resolve(body.toString('utf8'));
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    // After the first byte of a response the department has acted: that is not a failure to connect.
    const reason = this.#status === 0 ? 'connection' : 'format';
    const message = `expected a whole response, got ${errorCode(cause)}`;
    this.#reject(this.#stopped?.reason ?? new SourceFailure(reason, message, { cause }));
  }

  #isSuccess(): boolean {
    return this.#status >= 200 && this.#status < 300;
  }

  #tooLarge(): void {
    this.stop(new SourceFailure('size', `expected at most ${this.#input.maxBytes} bytes`));
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new SourceFailure('cancelled', 'cancelled');
}

function errorCode(cause: Error): string {
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}

import { type DocumentNode, execute, type GraphQLSchema, validate } from 'graphql';
import type { Department, DepartmentAnswer, DepartmentRequest } from '../department.ts';
import { SourceFailure } from '../errors.ts';
import { maskErrors } from './masking.ts';

export interface LocalDepartmentOptions {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** The context value of one execution. */
  readonly context?: (request: DepartmentRequest) => unknown;
  /** Milliseconds for a whole answer; 10,000 unless told. */
  readonly timeout?: number;
  /** Replace the department's error texts. Default true. */
  readonly maskErrors?: boolean;
}

/**
 * A department in the same process. Documents come from plans, so each is checked against the schema
 * once only: without the check, a field the department does not have would be absent in silence.
 */
export class LocalDepartment implements Department {
  readonly #options: LocalDepartmentOptions;
  readonly #checked = new WeakMap<DocumentNode, boolean>();

  constructor(options: LocalDepartmentOptions) {
    this.#options = options;
  }

  async ask(request: DepartmentRequest): Promise<DepartmentAnswer> {
    this.#check(request.document);
    request.signal.throwIfAborted();
    const answer = await this.#withinTime(this.#execute(request), request.signal);
    return this.#options.maskErrors === false ? answer : maskErrors(answer, this.#options.name);
  }

  #check(document: DocumentNode): void {
    let valid = this.#checked.get(document);
    if (valid === undefined) {
      valid = validate(this.#options.schema, document).length === 0;
      this.#checked.set(document, valid);
    }
    if (!valid) {
      throw new SourceFailure(
        'format',
        `expected a document that \`${this.#options.name}\` offers`,
      );
    }
  }

  async #execute(request: DepartmentRequest): Promise<DepartmentAnswer> {
    const { data, errors } = await execute({
      schema: this.#options.schema,
      document: request.document,
      variableValues: request.variables,
      contextValue: this.#options.context?.(request),
      ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
    });
    return {
      data: data ?? null,
      ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}),
    };
  }

  /** A resolver cannot be stopped; its late answer is dropped. */
  #withinTime(answer: Promise<DepartmentAnswer>, signal: AbortSignal): Promise<DepartmentAnswer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        settle(() => reject(new SourceFailure('timeout', 'expected an answer in time, got none')));
      }, this.#options.timeout ?? 10_000);
      const abort = () => {
        settle(() => reject(new SourceFailure('cancelled', 'the request was cancelled')));
      };
      const settle = (act: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        act();
      };
      signal.addEventListener('abort', abort, { once: true });
      answer.then(
        (value) => settle(() => resolve(value)),
        (cause: unknown) => settle(() => reject(cause)),
      );
    });
  }
}

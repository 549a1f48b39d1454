import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { OUTCOMES, STATES } from '../batch.ts';
import type { RunOptions } from './options.ts';

const viewSchema = z.object({
  id: z.string(),
  state: z.enum(STATES),
  rows: z.number(),
  done: z.number(),
  ...(Object.fromEntries(OUTCOMES.map((outcome) => [outcome, z.number()])) as Record<
    (typeof OUTCOMES)[number],
    z.ZodNumber
  >),
  reasons: z.record(z.string(), z.number()),
  rowsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
});
export type View = z.infer<typeof viewSchema>;

/** The gateway answered, and refused. */
export class Refused extends Error {
  readonly code: string;

  constructor(status: number, problem: { readonly code?: string; readonly detail?: string }) {
    super(`${problem.code ?? status}: ${problem.detail ?? 'refused'}`);
    this.name = 'Refused';
    this.code = problem.code ?? String(status);
  }
}

const RETRIES = 8;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Speaks the protocol of batches; a connection that is cut is tried again. */
export class Client {
  readonly #options: Pick<RunOptions, 'url' | 'token'>;

  constructor(options: Pick<RunOptions, 'url' | 'token'>) {
    this.#options = options;
  }

  /** Submits under an idempotency key, so that a repeated submission is the same batch. */
  async submit(options: RunOptions, idempotencyKey: string): Promise<View> {
    const { operation, purpose, caseNumber, dryRun } = options;
    const body = JSON.stringify({ operation, purpose, caseNumber, dryRun });
    const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
    return this.#view('/batches', { method: 'POST', headers, body });
  }

  sendKeys(id: string, file: string): Promise<View> {
    const type = ['.ndjson', '.jsonl'].includes(extname(file))
      ? 'application/x-ndjson'
      : 'text/csv';
    return this.#view(`/batches/${id}/keys`, () => ({
      method: 'PUT',
      headers: { 'content-type': type },
      body: Readable.toWeb(createReadStream(file)) as ReadableStream,
      duplex: 'half',
    }));
  }

  read(id: string): Promise<View> {
    return this.#view(`/batches/${id}`, {});
  }

  async #view(path: string, init: RequestInit | (() => RequestInit)): Promise<View> {
    return viewSchema.parse(await (await this.fetch(path, init)).json());
  }

  /** @throws {Refused} for an answer that is a problem */
  async fetch(path: string, init: RequestInit | (() => RequestInit)): Promise<Response> {
    const { url, token } = this.#options;
    let wait = FIRST_WAIT_MS;
    for (let attempt = 1; ; attempt += 1, wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const made = typeof init === 'function' ? init() : init;
      const headers = { ...made.headers, authorization: `Bearer ${token}` };
      const answer = await fetch(`${url}${path}`, { ...made, headers }).catch((cause: unknown) => {
        if (attempt >= RETRIES) throw cause;
        return null;
      });
      if (answer?.ok === true) return answer;
      const isBusy = answer?.status === 429 || answer?.status === 503;
      if (answer !== null && !(isBusy && attempt < RETRIES)) throw await refusalIn(answer);
      await answer?.body?.cancel();
      await pause(wait);
    }
  }
}

const problemSchema = z.object({ code: z.string().optional(), detail: z.string().optional() });

async function refusalIn(answer: Response): Promise<Refused> {
  const problem = problemSchema.safeParse(await answer.json().catch(() => ({})));
  return new Refused(
    answer.status,
    problem.success ? ({ ...problem.data } as { code?: string; detail?: string }) : {},
  );
}

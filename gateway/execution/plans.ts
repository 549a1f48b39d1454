import { createHash } from 'node:crypto';
import { type DocumentNode, print } from 'graphql';
import { buildPlan, type CompiledPlan } from './plan.ts';
import { estimateBytes } from './size.ts';
import type { LoadedSupergraph } from './supergraph.ts';

export interface PlanCacheOptions {
  /** Bound of the estimated memory that all plans keep; 64 MiB unless told. */
  readonly maxBytes?: number;
  /** Builds a plan; `buildPlan` unless told. */
  readonly build?: (
    supergraph: LoadedSupergraph,
    document: DocumentNode,
    operationName?: string | null,
  ) => CompiledPlan | Promise<CompiledPlan>;
}

interface Entry {
  readonly plan: CompiledPlan;
  readonly bytes: number;
}

/**
 * Compiled plans, the least recently used dropped first. The key is made from the operation *as given
 * here*, so that a cut operation never meets the plan of the uncut one, whatever hash came with it.
 */
export class PlanCache {
  readonly #maxBytes: number;
  readonly #build: NonNullable<PlanCacheOptions['build']>;
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<CompiledPlan>>();
  #bytes = 0;

  constructor(options: PlanCacheOptions = {}) {
    this.#maxBytes = options.maxBytes ?? 64 * 1024 * 1024;
    this.#build = options.build ?? buildPlan;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * The plan of an operation, built once however many ask for it at the same time. Failures are not kept.
   *
   * @throws ExecutionError as {@link buildPlan}
   */
  async get(
    supergraph: LoadedSupergraph,
    document: DocumentNode,
    operationName?: string | null,
  ): Promise<CompiledPlan> {
    const key = planKey(supergraph, document, operationName);
    const entry = this.#entries.get(key);
    if (entry) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      return entry.plan;
    }
    const pending = this.#pending.get(key);
    if (pending) return pending;
    const building = this.#buildAndKeep(key, supergraph, document, operationName);
    this.#pending.set(key, building);
    return building.finally(() => this.#pending.delete(key));
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  async #buildAndKeep(
    key: string,
    supergraph: LoadedSupergraph,
    document: DocumentNode,
    operationName?: string | null,
  ): Promise<CompiledPlan> {
    const plan = await this.#build(supergraph, document, operationName);
    this.#keep(key, { plan, bytes: estimateBytes(plan) + estimateBytes(key) });
    return plan;
  }

  #keep(key: string, entry: Entry): void {
    if (entry.bytes > this.#maxBytes) return;
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
    for (const [oldest, { bytes }] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= bytes;
    }
  }
}

const digests = new WeakMap<DocumentNode, string>();

/** What tells plans apart. Printed once per document object, which MUST NOT be changed afterwards. */
export function planKey(
  supergraph: LoadedSupergraph,
  document: DocumentNode,
  operationName?: string | null,
): string {
  let digest = digests.get(document);
  if (digest === undefined) {
    digest = createHash('sha256').update(print(document)).digest('hex');
    digests.set(document, digest);
  }
  return `${supergraph.id}:${digest}:${operationName ?? ''}`;
}

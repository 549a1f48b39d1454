import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { DocumentNode } from 'graphql';
import type { Dependencies } from '../../gateway/dependencies.ts';
import { type CatalogueInForce, catalogueInForce } from '../../gateway/disclosure/catalogue.ts';
import type { Department, DepartmentRequest } from '../../gateway/execution/department.ts';
import { LocalDepartment } from '../../gateway/execution/departments/local.ts';
import { PlanCache } from '../../gateway/execution/plans.ts';
import { handle } from '../../gateway/handle.ts';
import { type GraphQLHandler, openEndpoint } from '../../gateway/http/graphql.ts';
import { createHttpServer } from '../../gateway/http/server.ts';
import { receive } from '../../gateway/receive.ts';
import type { ServedSupergraph } from '../../gateway/supergraph.ts';
import type { Engine } from '../../policy/engine/engine.ts';
import { loadCatalogue } from '../../policy/pack/catalogue.ts';
import { openPolicy, PACKS } from '../../policy/policy.ts';
import { DEPARTMENT_NAMES, openDepartment } from '../../subgraphs/department.ts';
import { rightsSchema } from '../../subgraphs/rights/index.ts';
import type { Source } from '../../subgraphs/sources/source.ts';
import { headersOf, openTestIdentify, type TestCaller } from './callers.ts';
import { memoryFacts, NO_REGISTERS, type Registers } from './facts.ts';
import { SERVED } from './fields.ts';
import { memoryLog, type TestLog } from './log.ts';
import { MemorySource, type Rows, type Statement } from './world.ts';

/** Everything that the gateway can look up, and the moment. May be changed between requests. */
export interface World {
  rows: Rows;
  /** Null: the registers cannot be read. */
  registers: Registers | null;
  /** Milliseconds since the epoch. */
  now: number;
}

/** One question to a department, exactly as it was asked. */
export type Question = Pick<DepartmentRequest, 'service' | 'query' | 'variables'> & {
  readonly document: DocumentNode;
};

/** An HTTP response, with the bytes of its body. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly json: AnswerBody;
}

export interface AnswerBody {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly ErrorBody[];
  readonly extensions?: { readonly disclosure: Disclosure };
}
export interface ErrorBody {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}
export interface Entry {
  readonly path?: readonly (string | number)[];
  readonly paths?: readonly (readonly (string | number)[])[];
  readonly item?: string;
  readonly reason?: string;
  readonly marks?: readonly string[];
}
export interface Disclosure {
  readonly regulation: string;
  readonly simulation: boolean;
  readonly withheld: readonly Entry[];
  readonly masked: readonly Entry[];
  readonly marks: readonly Entry[];
  readonly deleted?: readonly Entry[];
  readonly warnings?: readonly Entry[];
  readonly receipt: Readonly<Record<string, unknown>>;
}

/** What stands in an answer's data at a path; undefined where nothing does. */
export function at(answer: Answer, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | null | undefined)?.[step],
    answer.json.data,
  );
}

export interface TestGateway {
  readonly world: World;
  readonly url: string;
  /** What the departments were asked since the last {@link forget}, in the order of asking. */
  readonly questions: readonly Question[];
  /** What the departments asked their stores since then. */
  readonly statements: readonly Statement[];
  readonly log: TestLog;
  /** What went to the operational log: names of events and errors with their texts. */
  readonly notices: readonly string[];
  readonly plans: PlanCache;
  ask(
    caller: TestCaller,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Any request to the listener. */
  send(path: string, init: RequestInit): Promise<Answer>;
  forget(): void;
  /** Serves another supergraph from now on, as a hot reload does. */
  reload(served: ServedSupergraph): void;
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly regulation?: string;
  readonly overlays?: readonly string[];
  readonly world?: Partial<World>;
  readonly log?: TestLog;
  readonly catalogue?: CatalogueInForce;
  readonly introspection?: boolean;
  readonly maxKeys?: number;
  readonly served?: ServedSupergraph;
  /** Another source for a department, by its name. */
  readonly sources?: Readonly<Record<string, Source>>;
  /** Other departments, by name. */
  readonly departments?: ReadonlyMap<string, Department>;
  /** Anything else that the handler works with. */
  readonly dependencies?: Partial<Dependencies>;
}

/** Noon of the day on which most tests ask. */
export const NOON = Date.parse('2026-03-02T12:00:00+08:00');

/** The whole way of a query in this process: HTTP, the enforcing handler, four departments in memory. */
export async function startGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  const world: World = { rows: {}, registers: NO_REGISTERS, now: NOON, ...options.world };
  const questions: Question[] = [];
  const notices: string[] = [];
  const told = (...what: readonly unknown[]) => notices.push(what.map(textOf).join(' '));
  const engine = engineOf(options.regulation ?? 'guangdong-2021', options.overlays);
  const log = options.log ?? memoryLog();
  const sources = sourcesOf(world, options.sources ?? {});
  const base = {
    plans: new PlanCache(),
    departments: options.departments ?? departmentsOf(sources, questions),
    engine,
    catalogue: options.catalogue ?? catalogueOf(engine),
    identify: await openTestIdentify(() => world.now),
    now: () => world.now,
    facts: memoryFacts(() => world.registers),
    log,
    maxKeys: options.maxKeys ?? 500,
    notice: told,
  };
  const handlerFor = (served: ServedSupergraph): GraphQLHandler => {
    const dependencies: Dependencies = { ...served, ...base, ...options.dependencies };
    return {
      schema: served.supergraph.apiSchema,
      receive: (arrival) => receive(dependencies, arrival),
      handle: (incoming) => handle(dependencies, incoming),
    };
  };
  const endpoint = await openEndpoint(handlerFor(options.served ?? SERVED), {
    introspection: options.introspection ?? false,
    maxTokens: 4000,
    maxDepth: 12,
    maxFields: 400,
    failed: told,
  });
  const { server } = createHttpServer(endpoint, {
    channel: 'internet',
    maxBodyBytes: 262_144,
    ready: () => Promise.resolve({}),
    metrics: () => Promise.resolve({ type: 'text/plain', text: '' }),
    served: (request) => told('served', { ...request, milliseconds: 0 }),
    failed: told,
    refusals: options.dependencies?.refusals,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = async (path: string, init: RequestInit) =>
    readAnswer(await fetch(`${url}${path}`, init));
  return {
    world,
    url,
    questions,
    log,
    notices,
    plans: base.plans,
    get statements() {
      return [...sources.values()].flatMap((source) =>
        source instanceof MemorySource ? source.statements : [],
      );
    },
    send,
    ask: async (caller, query, variables = {}, headers = {}) =>
      send('/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(await headersOf(caller, world.now)),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      }),
    forget() {
      questions.length = 0;
      for (const source of sources.values()) {
        if (source instanceof MemorySource) source.statements.length = 0;
      }
    },
    reload: (served) => endpoint.replace(handlerFor(served)),
    async close() {
      server.closeAllConnections();
      server.close();
      await endpoint.stop();
      await log.close();
    },
  };
}

const engines = new Map<string, Engine>();

/** The engine of a regulation, compiled once a test file. */
export function engineOf(regulation: string, overlays: readonly string[] = []): Engine {
  const name = [regulation, ...overlays].join();
  const known = engines.get(name) ?? openPolicy({ regulation, overlays });
  engines.set(name, known);
  return known;
}

/** The catalogue that comes with the pack. */
export function catalogueOf(engine: Engine): CatalogueInForce {
  const known = new Set([...SERVED.contract.items.values()].map(({ id }) => id));
  return catalogueInForce(loadCatalogue(PACKS, engine.pack, known));
}

export function sourcesOf(
  world: World,
  given: Readonly<Record<string, Source>>,
): ReadonlyMap<string, Source> {
  return new Map(
    DEPARTMENT_NAMES.map((name) => [name, given[name] ?? new MemorySource(() => world.rows)]),
  );
}

/** The real departments over these sources, behind a recorder. */
export function departmentsOf(
  sources: ReadonlyMap<string, Source>,
  questions: Question[],
): ReadonlyMap<string, Department> {
  const recording = (department: Department): Department => ({
    ask: (request) => {
      const { service, query, variables, document } = request;
      questions.push({ service, query, variables, document });
      return department.ask(request);
    },
  });
  const departments = DEPARTMENT_NAMES.map((name): [string, Department] => {
    const source = sources.get(name) ?? new MemorySource(() => ({}));
    const department = openDepartment(name, source);
    const { schema } = department;
    return [
      name,
      recording(new LocalDepartment({ name, schema, context: () => department.context() })),
    ];
  });
  const rights = new LocalDepartment({ name: 'rights', schema: rightsSchema() });
  return new Map([...departments, ['rights', recording(rights)]]);
}

async function readAnswer(response: Response): Promise<Answer> {
  const body = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body,
    json: (isJson && body !== '' ? JSON.parse(body) : {}) as AnswerBody,
  };
}

function textOf(what: unknown): string {
  if (what instanceof Error) return `${what.name} ${what.message} ${textOf(what.cause ?? '')}`;
  return typeof what === 'string' ? what : JSON.stringify(what);
}

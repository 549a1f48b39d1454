import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openPolicy } from '../policy/policy.ts';
import { loadStatisticsPolicy } from '../policy/statistics.ts';
import { redisFactsCache } from '../registers/cache/redis.ts';
import type { OpenDisclosureLog } from './audit/disclosure-log.ts';
import { openIndexedLog } from './audit/indexed-log.ts';
import { logResource } from './audit/log-resource.ts';
import { createIdentify, type Identify } from './auth/identify.ts';
import { openDevelopmentIssuer, openKeys } from './auth/keys.ts';
import { boundedIdentify } from './auth/known-tokens.ts';
import type { Batch } from './batch/batch.ts';
import { openBatches } from './batch/batches.ts';
import { createPace } from './batch/pace.ts';
import { type Config, ConfigError } from './config.ts';
import {
  ensureData,
  openDepartments,
  openGuardianships,
  openReports,
  openRights,
  openStatisticsField,
} from './departments.ts';
import type { Dependencies } from './dependencies.ts';
import { catalogueWith } from './disclosure/catalogue.ts';
import { engineUnder } from './disclosure/laws.ts';
import { openFacts } from './disclosure/registers.ts';
import { PlanCache } from './execution/plans.ts';
import { handle } from './handle.ts';
import type { GraphQLHandler } from './http/graphql.ts';
import { openLimits, openStrikes } from './http/rate-limits.ts';
import type { Resource } from './http/server.ts';
import { receive } from './receive.ts';
import { openRedis } from './redis.ts';
import type { RefusalLog } from './refusals.ts';
import { openJoined } from './statistics/joined.ts';
import { openLedger } from './statistics/ledger.ts';
import { populationOf } from './statistics/population-of.ts';
import { openRoom } from './statistics/room.ts';
import { readSupergraph, watchSupergraph } from './supergraph.ts';
import type { Telemetry } from './telemetry.ts';

/** What answers operations, and what it needs closed afterwards. */
export interface Profile {
  readonly handler: GraphQLHandler;
  /** Calls back with the handler of a new supergraph whenever its file changes. */
  watch(replace: (handler: GraphQLHandler) => void): () => void;
  ready(): Promise<Readonly<Record<string, boolean>>>;
  /** What is served beside the GraphQL endpoint. */
  readonly resources?: readonly Resource[];
  /** Where the transport records what it refuses. */
  readonly refusals?: RefusalLog;
  close(): Promise<void>;
}

/**
 * The profile of every deployment: departments, registers, log, the regulation and its catalogue.
 *
 * @throws {ConfigError} for a draft regulation in production; {PackError} for a pack that is not sound
 */
export async function openEnforcing(config: Config, telemetry: Telemetry): Promise<Profile> {
  const now = config.clock === null ? Date.now : () => config.clock as number;
  const law = openPolicy({
    regulation: config.REGULATION,
    overlays: config.overlays,
    readings: config.readings,
  });
  refuseDraft(config, law.pack.parameters.status.value);
  const written = ensureData(config.DATA_DIR);
  if (written > 0) telemetry.notice('synthetic data generated', { rows: written });
  const departments = await openDepartments(config, telemetry.notice);
  const redis = openRedis(config, telemetry.notice);
  const cache = redis === null ? undefined : redisFactsCache(redis.client, redis.secret);
  const facts = await openFacts(config, now, telemetry.notice, cache);
  const engine = engineUnder(law, facts.laws);
  const log = await openIndexedLog(config, now, telemetry.failed);
  await log.opened(engine.pack);
  const identify = boundedIdentify(await openIdentify(config, now), openStrikes(config, redis));
  const policy = loadStatisticsPolicy();
  const ledger = await openLedger(ledgerPlace(config));
  const joined = openJoined(departments.counters, now);

  const admit = openLimits(config, redis);

  const pace = createPace();

  const readDependencies = (): Dependencies => {
    const served = readSupergraph(config.SUPERGRAPH);
    const catalogue = catalogueWith(engine.pack, served.contract);
    const { contract, supergraph } = served;
    const scope = { engine, catalogue, contract, schema: supergraph.apiSchema };
    const room = openRoom({
      policy,
      ledger,
      joined,
      counters: departments.counters,
      population: populationOf(scope, facts.registers),
    });
    return {
      ...served,
      plans: new PlanCache(),
      departments: departments.byName,
      engine,
      catalogue,
      identify,
      now,
      facts,
      log,
      maxKeys: config.MAX_KEYS,
      rights: { desk: openRights(facts.registers, engine, log.history), changes: log },
      statistics: { ...openStatisticsField(), room, policy },
      reports: openReports(facts.registers, engine),
      guardianships: openGuardianships(facts.registers, engine),
      admit,
      refusals: log.refusals,
      notice: telemetry.notice,
    };
  };
  const handlerOver = (dependencies: Dependencies): GraphQLHandler => ({
    schema: dependencies.supergraph.apiSchema,
    receive: (arrival) => receive(dependencies, arrival),
    handle: (incoming) => pace.interactive(() => handle(dependencies, incoming)),
  });
  let current = readDependencies();
  const batches = await openBatches(config, {
    dependencies: () => current,
    pace,
    erased: (batch) => recordExpiry(log, batch),
    failed: telemetry.failed,
  });

  return {
    handler: handlerOver(current),
    refusals: log.refusals,
    resources: [batches.resource, logResource(log.audit.log, admit)],
    watch: (replace) =>
      watchSupergraph(config.SUPERGRAPH, () => {
        try {
          current = readDependencies();
          replace(handlerOver(current));
          telemetry.notice('supergraph reloaded');
        } catch (cause) {
          // the old one goes on: a broken file must not open or close anything
          telemetry.failed(cause);
        }
      }),
    ready: async () => ({ ...(await departments.health()), registers: await facts.health() }),
    async close() {
      await batches.close();
      joined.close();
      await departments.close();
      await ledger.close();
      await facts.close();
      redis?.close();
      await log.close();
    },
  };
}

/** That keys and results of a batch were deleted stands in the log, on whose law they were kept. */
async function recordExpiry(log: OpenDisclosureLog, batch: Batch): Promise<void> {
  const { caller } = batch.order;
  await log.audit.record({
    event: 'erasure',
    request: randomUUID(),
    caller: { kind: caller.kind, organisation: { id: batch.organisation } },
    batch: { id: batch.id, row: 0 },
    detail: { decisions: [], subjects: [], erasure: { what: 'batch-results', articles: [] } },
  });
}

/** Beside the registers: what was given has to be known to all replicas. */
function ledgerPlace({ DATABASE_URL: url, STATE_DIR }: Config) {
  return url === undefined ? { file: join(STATE_DIR, 'statistics.sqlite') } : { url };
}

function refuseDraft(config: Config, status: 'draft' | 'enacted'): void {
  if (!config.production || status !== 'draft' || config.ALLOW_DRAFT_REGULATION) return;
  throw new ConfigError([
    'REGULATION: expected an enacted regulation in production (or ALLOW_DRAFT_REGULATION=1)',
  ]);
}

async function openIdentify(config: Config, now: () => number): Promise<Identify> {
  const development = config.JWKS_URL === undefined;
  const keys = development
    ? (await openDevelopmentIssuer(config.STATE_DIR)).keys
    : await openKeys(config.JWKS_URL as string);
  return createIdentify({
    keys,
    issuer: config.JWT_ISSUER,
    audience: config.JWT_AUDIENCE,
    clockTolerance: config.CLOCK_TOLERANCE_S,
    now,
    channelFromToken: development,
  });
}

import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dayAt } from '../policy/days.ts';
import type { Engine } from '../policy/engine/engine.ts';
import { representationsBy } from '../registers/guardianship.ts';
import type { Registers } from '../registers/store.ts';
import { DEPARTMENT_NAMES, type DepartmentName, openDepartment } from '../subgraphs/department.ts';
import { generate } from '../subgraphs/generate.ts';
import { type RightsContext, rightsResolvers, rightsSchema } from '../subgraphs/rights/index.ts';
import { openSource } from '../subgraphs/serve.ts';
import type { CountingSource, Source } from '../subgraphs/sources/source.ts';
import { type StatisticsContext, statisticsResolvers } from '../subgraphs/statistics/index.ts';
import type { Config } from './config.ts';
import { bornOn } from './disclosure/decide.ts';
import type { ReportCounter } from './disclosure/exportable.ts';
import type { Guardianships } from './disclosure/wards.ts';
import { GatewayError } from './errors.ts';
import type { Department } from './execution/department.ts';
import { HttpDepartment } from './execution/departments/http.ts';
import { LocalDepartment } from './execution/departments/local.ts';
import type { AccessHistory, LogSearch } from './rights/access-history.ts';
import type { RightsDesk, RightsRequest } from './rights/desk.ts';
import type { StatisticsDesk } from './statistics/desk.ts';
import type { Counters, DepartmentCounter } from './statistics/population.ts';
import { RemoteCounter } from './statistics/remote/counter.ts';

/** The departments of a deployment: some as servers of their own, the others in this process. */
export interface Departments {
  readonly byName: ReadonlyMap<string, Department>;
  /** Those that count in their own database. */
  readonly counters: Counters;
  health(): Promise<Readonly<Record<string, boolean>>>;
  close(): Promise<void>;
}

const SUBJECTS = 5000;
const SEED = 1;
/** The body that gives reports, in the register of what was given. */
const PLATFORM = 'platform';

/** Makes the synthetic data set where there is none; returns the number of rows written. */
export function ensureData(directory: string): number {
  const hasData = existsSync(directory) && readdirSync(directory).length > 0;
  return hasData
    ? 0
    : generate({ seed: SEED, entities: SUBJECTS, persons: SUBJECTS, out: directory });
}

/** Opens every department by the configuration. */
export async function openDepartments(
  config: Config,
  notice: (event: string, facts: Readonly<Record<string, unknown>>) => void,
): Promise<Departments> {
  const byName = new Map<string, Department>();
  const sources = new Map<DepartmentName, CountingSource>();
  const counters = new Map<string, DepartmentCounter>();
  for (const name of DEPARTMENT_NAMES) {
    const url = config.subgraphUrls.get(name);
    if (url !== undefined) {
      byName.set(name, remote(name, url, config));
      const failed = (reason: string) => notice('count failed', { department: name, reason });
      counters.set(name, remoteCounter(name, url, config, failed));
      continue;
    }
    const source = await openSource(name, {
      dataDirectory: config.DATA_DIR,
      stateDirectory: join(config.STATE_DIR, 'departments'),
      watch: config.NODE_ENV !== 'test',
    });
    sources.set(name, source);
    counters.set(name, source.counter);
    const { refused } = source.report();
    if (refused > 0) notice('rows refused', { department: name, refused });
    byName.set(name, local(name, source, config));
  }
  const rights = { name: 'rights', schema: rightsSchema() };
  byName.set('rights', new LocalDepartment({ ...rights, timeout: config.SOURCE_TIMEOUT_MS }));
  return {
    byName,
    counters,
    async health() {
      const checks = [...sources].map(async ([name, source]) => {
        const healthy = await source.health().then(
          ({ ok }) => ok,
          () => false,
        );
        return [name, healthy] as const;
      });
      return Object.fromEntries(await Promise.all(checks));
    },
    async close() {
      await Promise.all([...sources.values()].map((source) => source.close()));
      for (const department of byName.values()) {
        if (department instanceof HttpDepartment) await department.close();
      }
      for (const counter of counters.values()) {
        if (counter instanceof RemoteCounter) await counter.close();
      }
    },
  };
}

/** Opens the rights department over the registers, in this process. */
export function openRights(
  registers: Registers,
  engine: Engine,
  log: AccessHistory & LogSearch,
): RightsDesk {
  return {
    schema: rightsResolvers(),
    context: (request): RightsContext => {
      const { purpose, language, items, selfReported, now, holds, seen, viewed, changed } = request;
      const actor = actorOf(request);
      const reason = reasonOf(request);
      const pack = engine.packOn(dayAt(now));
      const base = { registers, pack, log, actor, reason, purpose, language };
      return { ...base, items, selfReported, now, holds, seen, viewed, changed };
    },
  };
}

/** Counts what the platform gives to subjects as reports, in the registers. */
export function openReports(registers: Registers, engine: Engine): ReportCounter {
  return {
    async count(subject, { kind, key }, now) {
      const quota = engine.packOn(dayAt(now)).parameters['self.freeReports'].value;
      const actor = { kind: 'subject', subject: { kind, key } } as const;
      const by = { actor, reason: 'report about itself', requestKey: randomUUID() };
      const { year, reports } = await registers.countReport({ subject, body: PLATFORM }, by);
      return { year, number: reports, free: quota === null || reports <= quota };
    },
  };
}

/** Who is whose guardian, by the registers and the law of the day. */
export function openGuardianships(registers: Registers, engine: Engine): Guardianships {
  return {
    async entryOf(who, ward, now) {
      const day = dayAt(now);
      const represented = { subject: ward, bornOn: bornOn(ward.key), day };
      const found = await representationsBy(registers, engine.packOn(day), who, represented);
      return found.find(({ capacity }) => capacity === 'guardian')?.id ?? null;
    },
  };
}

/** The field of statistics, in this process. */
export function openStatisticsField(): Pick<StatisticsDesk, 'schema' | 'context'> {
  return {
    schema: statisticsResolvers(),
    context: (answer): StatisticsContext => ({
      statistics: (asked) => answer(asked as Parameters<typeof answer>[0]),
    }),
  };
}

/** The verified caller as the registers know it; who is neither has been refused before. */
function actorOf({ caller }: RightsRequest): RightsContext['actor'] {
  const { subject, organisation, operator } = caller;
  if (subject !== null) return { kind: 'subject', subject };
  if (organisation !== null) return { kind: 'organisation', organisation, operator };
  throw new GatewayError('NOT_ALLOWED');
}

function reasonOf({ caller, caseNumber }: RightsRequest): string {
  if (caseNumber !== null) return `case ${caseNumber}`;
  return caller.subject === null ? 'registered with evidence' : 'own right';
}

function local(name: DepartmentName, source: Source, config: Config): Department {
  const department = openDepartment(name, source);
  return new LocalDepartment({
    name,
    schema: department.schema,
    context: () => department.context(),
    timeout: config.SOURCE_TIMEOUT_MS,
  });
}

function remote(name: string, url: string, config: Config): Department {
  const credential = config.SERVICE_CREDENTIAL;
  return new HttpDepartment({
    name,
    url,
    timeout: config.SOURCE_TIMEOUT_MS,
    ...(credential === undefined ? {} : { credential }),
  });
}

function remoteCounter(
  name: string,
  url: string,
  config: Config,
  failed: (reason: string) => void,
): RemoteCounter {
  const credential = config.SERVICE_CREDENTIAL ?? '';
  return new RemoteCounter({ name, url, credential, timeout: config.COUNT_TIMEOUT_MS, failed });
}

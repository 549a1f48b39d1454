import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  DEPARTMENT_NAMES,
  type DepartmentName,
  departmentDefinition,
  openDepartment,
} from './department.ts';
import { createDepartmentServer, MIN_CREDENTIAL_LENGTH } from './server.ts';
import { countingOf } from './sources/counting/tables.ts';
import { openDropSource } from './sources/drop/source.ts';
import { openPostgresSource } from './sources/postgres.ts';
import type { CountingSource } from './sources/source.ts';

/** How to open one department's data. */
export interface SourceSettings {
  /** Folder with one drop folder per department. */
  readonly dataDirectory: string;
  readonly stateDirectory: string;
  /** With it the department's own database is asked, and no drop is read. */
  readonly databaseUrl?: string;
  /** Reload drops when they change. */
  readonly watch?: boolean;
}

/** Opens a department's source by its settings: its PostgreSQL database, or its drop folder. */
export async function openSource(
  name: DepartmentName,
  settings: SourceSettings,
): Promise<CountingSource> {
  const definition = departmentDefinition(name);
  const { tables, mapping } = definition;
  const counting = countingOf(definition);
  if (settings.databaseUrl !== undefined) {
    return openPostgresSource({ url: settings.databaseUrl, tables, mapping, counting });
  }
  return openDropSource({
    name,
    tables,
    counting,
    directory: join(settings.dataDirectory, name),
    stateDirectory: settings.stateDirectory,
    ...(settings.watch === undefined ? {} : { watch: settings.watch }),
  });
}

async function main(name: string | undefined, env: NodeJS.ProcessEnv): Promise<void> {
  const department = DEPARTMENT_NAMES.find((known) => known === name);
  if (department === undefined) fail(`expected one of ${DEPARTMENT_NAMES.join(', ')}`);
  const credential = env.SERVICE_CREDENTIAL ?? '';
  if (credential.length < MIN_CREDENTIAL_LENGTH) {
    fail(
      `SERVICE_CREDENTIAL: expected ${MIN_CREDENTIAL_LENGTH} characters, got ${credential.length}`,
    );
  }
  const port = Number(env.PORT ?? 4001);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) fail('PORT: expected a port number');
  const source = await openSource(department, settingsOf(env));
  const server = createDepartmentServer(openDepartment(department, source), credential, {
    health: () => source.health(),
    counter: source.counter,
  });
  server.listen(port, () => {
    process.stdout.write(
      `${department} on port ${port}, ${source.report().refused} rows refused\n`,
    );
  });
  const stop = () => {
    server.close(() => void source.close());
    server.closeIdleConnections();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function settingsOf(env: NodeJS.ProcessEnv): SourceSettings {
  const databaseUrl = env.DATABASE_URL;
  return {
    dataDirectory: env.DATA_DIR ?? 'data',
    stateDirectory: env.STATE_DIR ?? 'state',
    watch: true,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  };
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(process.argv[2], process.env);
}

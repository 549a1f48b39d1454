import { z } from 'zod';

/** Every setting, with its default and what it means; docs/configuration.md is made from this. */
const port = z.coerce.number().int().min(0).max(65_535);
const count = z.coerce.number().int().min(1);
const rate = z.coerce.number().int().min(0);
const flag = z.enum(['0', '1']).transform((value) => value === '1');
const optional = z.string().min(1).optional();

export const SETTINGS = {
  NODE_ENV: [
    z.enum(['development', 'test', 'production']).default('development'),
    "In production: no development issuer, no introspection, no clock of one's own, no drafts unless allowed.",
  ],
  PORT: [port.default(4000), 'Port of the internet listener.'],
  HOST: [z.string().default('127.0.0.1'), 'Address the internet listener binds to.'],
  EGOV_PORT: [
    port.optional(),
    'Port of the listener on the e-government network; what comes in there has the channel `egov`.',
  ],
  EGOV_HOST: [z.string().default('127.0.0.1'), 'Address the e-government listener binds to.'],
  DATA_DIR: [
    z.string().default('data'),
    'Drop folder: one folder for each department; made with synthetic data at first start when empty.',
  ],
  STATE_DIR: [
    z.string().default('state'),
    'Where the gateway keeps its own state: registers, department databases, keys, log.',
  ],
  REGULATION: [
    z.string().default('guangdong-2021'),
    'The regulation in force for this deployment; a folder of policy/packs.',
  ],
  OVERLAYS: [z.string().default(''), 'Overlays over the regulation, separated by commas.'],
  READINGS: [
    z.string().default(''),
    'Choices among the readings of the pack, such as `X05=stop-firms-too,X21=one-year`.',
  ],
  ALLOW_DRAFT_REGULATION: [
    flag.default(false),
    'Lets a draft regulation run in production, as a labelled simulation.',
  ],
  CLOCK: [
    z.iso.datetime({ offset: true }).optional(),
    'A fixed moment instead of the clock; refused in production.',
  ],
  SUPERGRAPH: [
    z.string().default('schema/supergraph.graphql'),
    'The supergraph file; read again when it changes.',
  ],
  SUBGRAPH_URLS: [
    z.string().default(''),
    'Departments that run as their own servers: `tax=https://...,court=https://...`; the others run in this process.',
  ],
  SERVICE_CREDENTIAL: [
    z.string().min(32).optional(),
    'Secret the gateway shows to departments; needed with SUBGRAPH_URLS where there is policy.',
  ],
  SOURCE_TIMEOUT_MS: [count.default(5000), 'How long a department may take, in milliseconds.'],
  COUNT_TIMEOUT_MS: [
    count.default(60_000),
    'How long a department of SUBGRAPH_URLS may take to count for statistics, in milliseconds.',
  ],
  LOG_ORIGIN: [
    z
      .string()
      .regex(/^[^\s+]{1,255}$/, 'expected a name without spaces and plus')
      .default('creditgate.localhost/log'),
    "Name of this replica's log in every checkpoint: a URL without scheme, different for each replica.",
  ],
  SUBJECT_KEYS_FILE: [
    optional,
    "Secret under which the log's digests of subjects are made, one file for all replicas; without it, in STATE_DIR. It is made when it is not there.",
  ],
  DATABASE_URL: [
    optional,
    'PostgreSQL of the registers; without it they are kept in SQLite in STATE_DIR.',
  ],
  REDIS_URL: [
    optional,
    'Redis that the replicas share, for what the registers hold and for limits; without it each replica keeps its own limits and asks the database for everything. It may be away at any time.',
  ],
  REDIS_SECRET: [
    z.string().min(32).optional(),
    'Secret of the replicas under which Redis holds things: no identifier stands there in the clear; needed with REDIS_URL.',
  ],
  JWKS_URL: [
    optional,
    'Where the issuer publishes its keys: an https URL or a file. Without it, outside production, the development issuer.',
  ],
  JWT_ISSUER: [z.string().default('creditgate-development'), 'Expected `iss` of tokens.'],
  JWT_AUDIENCE: [z.string().default('creditgate'), 'Expected `aud` of tokens.'],
  CLOCK_TOLERANCE_S: [
    z.coerce.number().int().min(0).max(300).default(5),
    'Tolerated difference of clocks for token times, in seconds.',
  ],
  MAX_BODY_BYTES: [count.default(262_144), 'Largest request body, in bytes.'],
  MAX_DEPTH: [count.default(12), 'Deepest operation.'],
  MAX_FIELDS: [
    count.default(400),
    'Most fields (aliases included) of an operation, fragments spread out.',
  ],
  MAX_TOKENS: [count.default(4000), 'Most tokens of an operation text.'],
  MAX_KEYS: [count.max(500).default(500), 'Most subjects in one list.'],
  RATE_PUBLIC: [
    rate.default(6000),
    'Requests a minute from one address (of IPv6, one /64) without a token, and as many with tokens that do not verify; 0 = no limit here, for a proxy that limits. Here and in the next ones, operations that are refused count as well.',
  ],
  RATE_ORGANISATION: [rate.default(60_000), 'Requests a minute of one organisation; 0 = no limit.'],
  RATE_SUBJECT: [
    rate.default(6000),
    'Requests a minute with the tokens of one subject, against abuse only: its right to ask about itself has no number.',
  ],
  QUOTA_ORGANISATION: [rate.default(0), 'Requests a day of one organisation; 0 = no limit.'],
  BATCH_WORKERS: [
    rate.max(16).default(1),
    'Chunks of batches that this process answers at a time; 0 = none, where `npm run worker` does.',
  ],
  WORKER_NICENESS: [
    rate.max(19).default(10),
    'How far `npm run worker` stands back behind other processes of its machine: its niceness, 0 = not at all.',
  ],
  BATCH_SECRET: [
    z.string().min(32).optional(),
    'Secret that encrypts keys and results of batches at rest; the same in every process that shares DATABASE_URL. Without it, a key file in STATE_DIR.',
  ],
  BATCH_MAX_ROWS: [count.default(1_000_000), 'Most rows of one batch.'],
  BATCH_CHUNK_ROWS: [
    count.max(500).default(200),
    'Rows of a batch answered together, at most MAX_KEYS. More make a batch cheaper; fewer make queries in the same process wait less.',
  ],
  BATCH_QUOTA_ROWS: [rate.default(0), 'Rows a day of one organisation, in batches; 0 = no limit.'],
  BATCH_STREAMS: [
    count.default(20),
    'Batches that one organisation follows at a time (`/batches/{id}/events`), in one process.',
  ],
  BATCH_RESULTS_DAYS: [
    count.max(366).default(7),
    'Days after which the keys and results of a batch are deleted; the deletion is logged.',
  ],
  LOG_LEVEL: [
    z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
    'Level of the operational log.',
  ],
  POLICY: [
    z.enum(['enforce', 'open']).default('enforce'),
    '`open` runs any supergraph without catalogue and policy, for conformance tests only; refused in production.',
  ],
} as const satisfies Readonly<Record<string, readonly [z.ZodType, string]>>;

type Settings = typeof SETTINGS;
type Parsed = { readonly [K in keyof Settings]: z.output<Settings[K][0]> };

export interface Config extends Omit<Parsed, 'OVERLAYS' | 'READINGS' | 'SUBGRAPH_URLS' | 'CLOCK'> {
  readonly overlays: readonly string[];
  readonly readings: Readonly<Record<string, string>>;
  readonly subgraphUrls: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch at which the clock stands still, or null. */
  readonly clock: number | null;
  readonly production: boolean;
}

/** Settings that cannot be used, every one of them named. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * Reads the configuration from environment variables.
 *
 * @throws {ConfigError} naming each variable and what was expected of it; never its value.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, [schema]] of Object.entries(SETTINGS)) {
    const given = env[name];
    const result = schema.safeParse(given === '' ? undefined : given);
    if (result.success) values[name] = result.data;
    else faults.push(`${name}: ${result.error.issues[0]?.message ?? 'expected another value'}`);
  }
  if (faults.length > 0) throw new ConfigError(faults);
  const parsed = values as unknown as Parsed;
  const config: Config = {
    ...parsed,
    overlays: listOf(parsed.OVERLAYS),
    readings: Object.fromEntries(pairsOf('READINGS', parsed.READINGS)),
    subgraphUrls: new Map(pairsOf('SUBGRAPH_URLS', parsed.SUBGRAPH_URLS)),
    clock: parsed.CLOCK === undefined ? null : Date.parse(parsed.CLOCK),
    production: parsed.NODE_ENV === 'production',
  };
  refuseInProduction(config);
  const urls = config.subgraphUrls.size > 0 && config.POLICY === 'enforce';
  if (urls && config.SERVICE_CREDENTIAL === undefined) {
    throw new ConfigError(['SERVICE_CREDENTIAL: expected with SUBGRAPH_URLS']);
  }
  if (config.REDIS_URL !== undefined && config.REDIS_SECRET === undefined) {
    throw new ConfigError(['REDIS_SECRET: expected with REDIS_URL']);
  }
  return config;
}

function refuseInProduction(config: Config): void {
  if (!config.production) return;
  const faults: string[] = [];
  if (config.clock !== null) faults.push('CLOCK: expected none in production');
  if (config.POLICY === 'open') faults.push('POLICY: expected `enforce` in production');
  if (config.JWKS_URL === undefined) faults.push('JWKS_URL: expected in production');
  if (faults.length > 0) throw new ConfigError(faults);
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function pairsOf(name: string, text: string): readonly (readonly [string, string])[] {
  return listOf(text).map((part) => {
    const at = part.indexOf('=');
    if (at < 1) throw new ConfigError([`${name}: expected name=value pairs`]);
    return [part.slice(0, at), part.slice(at + 1)] as const;
  });
}

/** The reference page of all settings, as Markdown. */
export function describeSettings(): string {
  const rows = Object.entries(SETTINGS).map(([name, [schema, meaning]]) => {
    const fallback = schema.safeParse(undefined);
    const shown =
      fallback.success && fallback.data !== undefined && fallback.data !== ''
        ? `\`${String(fallback.data)}\``
        : '';
    return `| \`${name}\` | ${shown} | ${meaning} |`;
  });
  return [
    '# Configuration',
    '',
    'All settings are environment variables. This page is made by `npm run docs` from gateway/config.ts.',
    '',
    '| variable | default | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

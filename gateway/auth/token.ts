import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config.ts';
import { CLAIMS } from './caller.ts';
import { openDevelopmentIssuer } from './keys.ts';

const USAGE = `usage: npm run -s token -- --kind subject|agency|firm|analyst [options]
  --organisation F-001         identifier of the organisation (agency, firm, analyst)
  --organisation-kind KIND     such as credit-service-firm, court, mass-organisation
  --operator "..."             the officer behind the system
  --role administrator         of the platform: keeps agreements, duties and query items
  --channel egov|internet      network the caller stands on (development issuer only)
  --subject-kind natural|legal, --subject-key KEY    the subject itself
  --offshore                   the result goes abroad; --offshore-basis "..." with its legal basis
  --minutes 60                 lifetime`;

const OPTIONS = {
  kind: { type: 'string' },
  organisation: { type: 'string' },
  'organisation-kind': { type: 'string' },
  operator: { type: 'string' },
  role: { type: 'string' },
  channel: { type: 'string' },
  'subject-kind': { type: 'string' },
  'subject-key': { type: 'string' },
  offshore: { type: 'boolean' },
  'offshore-basis': { type: 'string' },
  minutes: { type: 'string', default: '60' },
} as const;

/** Issues a token of the development issuer. Exit codes: 0 issued, 1 refused, 2 wrong use. */
async function main(): Promise<number> {
  const config = readConfig(process.env);
  if (config.production) return complain('the development issuer is refused in production', 1);
  const { values } = parseArgs({ options: OPTIONS, strict: true });
  const { minutes, ...given } = values;
  const claims = CLAIMS.safeParse(
    Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name.replaceAll('-', '_'), value]),
    ),
  );
  const lifetime = Number(minutes);
  if (!claims.success || !Number.isFinite(lifetime) || lifetime <= 0) return complain(USAGE, 2);
  const issuer = await openDevelopmentIssuer(config.STATE_DIR);
  const token = await issuer.issue(claims.data, {
    issuer: config.JWT_ISSUER,
    audience: config.JWT_AUDIENCE,
    issuedAt: Math.floor((config.clock ?? Date.now()) / 1000),
    lifetimeSeconds: lifetime * 60,
  });
  process.stdout.write(`${token}\n`);
  return 0;
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text}\n`);
  return code;
}

try {
  process.exitCode = await main();
} catch (cause) {
  const usage = cause instanceof TypeError || cause instanceof ConfigError;
  process.exitCode = complain(usage ? `${(cause as Error).message}\n${USAGE}` : 'failed', 2);
}

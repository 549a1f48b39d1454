import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../gateway/config.ts';

function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env);
  } catch (cause) {
    if (cause instanceof ConfigError) return cause.faults;
    throw cause;
  }
  return [];
}

describe('the configuration', () => {
  it('has a default for everything', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ PORT: 4000, REGULATION: 'guangdong-2021', production: false });
    expect(config.clock).toBeNull();
  });

  it('reads lists and pairs', () => {
    const config = readConfig({
      READINGS: 'X05=stop-firms-too, X21=one-year',
      OVERLAYS: 'zhejiang-2017',
      SUBGRAPH_URLS: 'tax=http://127.0.0.1:4001/graphql',
      SERVICE_CREDENTIAL: 'x'.repeat(32),
    });
    expect(config.readings).toEqual({ X05: 'stop-firms-too', X21: 'one-year' });
    expect(config.overlays).toEqual(['zhejiang-2017']);
    expect(config.subgraphUrls.get('tax')).toBe('http://127.0.0.1:4001/graphql');
  });

  it.each([
    [{ PORT: 'many' }, 'PORT: '],
    [{ MAX_KEYS: '501' }, 'MAX_KEYS: '],
    [{ CLOCK: 'yesterday' }, 'CLOCK: '],
    [{ NODE_ENV: 'staging' }, 'NODE_ENV: '],
    [{ READINGS: 'X05' }, 'READINGS: expected name=value pairs'],
    [{ SERVICE_CREDENTIAL: 'short' }, 'SERVICE_CREDENTIAL: '],
    [{ REDIS_URL: 'redis://127.0.0.1' }, 'REDIS_SECRET: expected with REDIS_URL'],
    [{ SUBGRAPH_URLS: 'tax=http://127.0.0.1/' }, 'SERVICE_CREDENTIAL: expected with SUBGRAPH_URLS'],
  ])('refuses %j, naming the variable', (env, expected) => {
    expect(faultsOf(env).join('\n')).toContain(expected);
  });

  it('needs no credential for departments where there is no policy', () => {
    const config = readConfig({ POLICY: 'open', SUBGRAPH_URLS: 'any=http://127.0.0.1/' });
    expect(config.subgraphUrls.get('any')).toBe('http://127.0.0.1/');
  });

  it('never repeats a value that it refuses', () => {
    expect(faultsOf({ SERVICE_CREDENTIAL: 'hunter2' }).join()).not.toContain('hunter2');
  });

  it('refuses in production what would weaken it', () => {
    const faults = faultsOf({
      NODE_ENV: 'production',
      CLOCK: '2024-01-01T00:00:00+08:00',
      POLICY: 'open',
    });
    expect(faults).toEqual([
      'CLOCK: expected none in production',
      'POLICY: expected `enforce` in production',
      'JWKS_URL: expected in production',
    ]);
  });
});

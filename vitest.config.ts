import { defineConfig } from 'vitest/config';

export default defineConfig({
  // type-graphql and Vitest would otherwise load two copies of graphql ("Duplicate graphql modules").
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  oxc: { decorator: { legacy: true } },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts'],
    env: { APOLLO_TELEMETRY_DISABLED: '1', NODE_ENV: 'test', TZ: 'UTC' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

import { readConfig } from './config.ts';

// INVARIANT no-vendor-telemetry: set before anything of Apollo is loaded
process.env.APOLLO_TELEMETRY_DISABLED = '1';

/** `npm run worker`: answers rows of batches, and serves nothing. */
try {
  const config = readConfig(process.env);
  const { openEnforcing } = await import('./enforcing.ts');
  const { createTelemetry } = await import('./telemetry.ts');
  const telemetry = createTelemetry(config.LOG_LEVEL);
  const workers = Math.max(config.BATCH_WORKERS, 1);
  const profile = await openEnforcing({ ...config, BATCH_WORKERS: workers }, telemetry);
  telemetry.notice('working', { workers, regulation: config.REGULATION });
  const { giveWay } = await import('./batch/priority.ts');
  giveWay(config.WORKER_NICENESS);
  // a queue that waits holds no process open
  const alive = setInterval(() => undefined, 2 ** 30);
  const stop = () => {
    clearInterval(alive);
    void profile.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (cause) {
  // a fault of the settings, a pack or the state directory is told in one line, a fault of ours whole
  if (!(cause instanceof Error) || !('code' in cause)) throw cause;
  process.stderr.write(`${String(cause.code)}: ${cause.message}\n`);
  process.exitCode = 1;
}

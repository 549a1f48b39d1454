import { readConfig } from './config.ts';

// INVARIANT no-vendor-telemetry: set before anything of Apollo is loaded
process.env.APOLLO_TELEMETRY_DISABLED = '1';

try {
  const config = readConfig(process.env);
  const { openGateway } = await import('./gateway.ts');
  const gateway = await openGateway(config);
  const stop = () => {
    void gateway.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (cause) {
  // a fault of the settings, a pack or the state directory is told in one line, a fault of ours whole
  if (!(cause instanceof Error) || !('code' in cause)) throw cause;
  process.stderr.write(`${String(cause.code)}: ${cause.message}\n`);
  process.exitCode = 1;
}

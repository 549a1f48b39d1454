import { runAudit } from './cli.ts';

process.exitCode = await runAudit(process.argv.slice(2), process.env, (text) => {
  process.stdout.write(text);
});

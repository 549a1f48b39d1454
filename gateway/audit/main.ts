import { text } from 'node:stream/consumers';
import { runAudit } from './cli.ts';

process.exitCode = await runAudit(
  process.argv.slice(2),
  process.env,
  (told) => {
    process.stdout.write(told);
  },
  () => text(process.stdin),
);

import { mkdirSync, writeSync } from 'node:fs';
import { nodeFs } from '../../../gateway/audit/log/fs.ts';
import type { Fault } from './fault-fs.ts';
import { faultFs } from './fault-fs.ts';
import { live, openLog } from './scenario.ts';

/**
 * A process to be killed: `child.ts DIRECTORY STEP FAULT` lives a log's life and kills itself at the
 * step; `child.ts DIRECTORY hold` opens the log, says so, and waits. What is acknowledged is written
 * out at once, before anything else can happen.
 */
const [directory = '', step = 'hold', fault = 'before'] = process.argv.slice(2);
mkdirSync(directory, { recursive: true });

if (step === 'hold') {
  await openLog(nodeFs(directory));
  writeSync(1, 'open\n');
  setInterval(() => undefined, 1_000);
} else {
  const fs = faultFs(nodeFs(directory), {
    at: ({ number }) => (number === Number(step) ? (fault as Fault) : 'pass'),
    hit: () => {
      process.kill(process.pid, 'SIGKILL');
      // The signal may take a moment; nothing goes on meanwhile.
      for (;;);
    },
  });
  await live(fs, (done) => writeSync(1, `${JSON.stringify(done)}\n`));
  writeSync(1, `steps ${fs.steps()}\n`);
}

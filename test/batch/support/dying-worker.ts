import { openPostgresQueue } from '../../../gateway/batch/queue/postgres.ts';
import { memoryLog } from '../../support/log.ts';
import { sceneRegisters, sceneRows, WITH_ALL } from '../../support/scene.ts';
import { openRoom, WITH_AGREEMENT } from './room.ts';

/** A worker that answers and logs a chunk, says so, and gets no further: its parent kills it there. */
const [, , folder = '', url, schema = ''] = process.argv;
const registers = sceneRegisters(WITH_ALL);
const log = {
  ...memoryLog(),
  append: () => {
    process.stdout.write('logged\n');
    return new Promise<never>(() => undefined);
  },
};
await openRoom({
  world: {
    rows: sceneRows(WITH_ALL),
    registers: { ...registers, callers: { 'F-001': WITH_AGREEMENT } },
  },
  log,
  settings: { STATE_DIR: folder, DATABASE_URL: url, BATCH_SECRET: process.env.BATCH_SECRET },
  ...(url !== undefined && {
    queue: () => openPostgresQueue({ url, schema, leaseSeconds: 1, failed: () => undefined }),
  }),
});

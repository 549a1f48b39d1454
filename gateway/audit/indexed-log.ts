import { openLogIndex } from '../../registers/log-index/open.ts';
import type { Config } from '../config.ts';
import { registersPlace } from '../disclosure/registers.ts';
import type { AccessHistory, LogSearch } from '../rights/access-history.ts';
import { type OpenDisclosureLog, openDisclosureLog } from './disclosure-log.ts';
import { historyOver } from './index/history.ts';
import { IndexKeeper } from './index/keeper.ts';

/** The log of a running gateway, with the index that is kept up to it. */
export interface IndexedLog extends OpenDisclosureLog {
  readonly history: AccessHistory & LogSearch;
}

/**
 * Opens the log and brings the index in the registers' database up to it.
 * @param failed told when the index stays behind for a while
 */
export async function openIndexedLog(
  config: Pick<Config, 'STATE_DIR' | 'LOG_ORIGIN' | 'DATABASE_URL'>,
  now: () => number,
  failed: (cause: unknown) => void,
): Promise<IndexedLog> {
  const index = await openLogIndex(registersPlace(config));
  let poke: () => void = () => undefined;
  const opened = await openDisclosureLog(config, now, () => poke());
  const { audit, suite, subjectKeys } = opened;
  const { log } = audit;
  const source = {
    origin: log.origin,
    size: () => log.checkpoint.size,
    readMany: (from: number, to: number) => log.readMany(from, to),
  };
  const keeper = new IndexKeeper(suite, source, index, failed);
  poke = () => keeper.poke();
  keeper.poke();
  const caughtUp = async () => {
    await log.integrate();
    await keeper.caughtUp();
  };
  return {
    ...opened,
    history: historyOver({ suite, subjectKeys, index, caughtUp }),
    async close() {
      await opened.close();
      await keeper.caughtUp().catch(failed);
      await keeper.close();
      await index.close();
    },
  };
}

import type { Pack } from '../../policy/pack/pack.ts';
import { openLogIndex } from '../../registers/log-index/open.ts';
import type { Config } from '../config.ts';
import { registersPlace } from '../disclosure/registers.ts';
import type { RefusalLog } from '../refusals.ts';
import type { AccessHistory, LogSearch } from '../rights/access-history.ts';
import { type OpenDisclosureLog, openDisclosureLog } from './disclosure-log.ts';
import type { Entry } from './entry/schema.ts';
import { historyOver } from './index/history.ts';
import { IndexKeeper } from './index/keeper.ts';
import { openRefusalLog } from './refusal-log.ts';

/** The log of a running gateway, with the index that is kept up to it. */
export interface IndexedLog extends OpenDisclosureLog {
  readonly history: AccessHistory & LogSearch;
  readonly refusals: RefusalLog;
  /** Records that the log goes on, and by which regulation. */
  opened(pack: Pack): Promise<void>;
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
  const refusals = openRefusalLog(audit, now, failed);
  return {
    ...opened,
    refusals,
    async opened(pack) {
      await audit.record({ event: 'log-opened' });
      await audit.record({ event: 'pack-loaded', regulation: regulationOf(pack) });
    },
    history: historyOver({ suite, subjectKeys, index, caughtUp }),
    async close() {
      await refusals.close();
      await opened.close();
      await keeper.caughtUp().catch(failed);
      await keeper.close();
      await index.close();
    },
  };
}

function regulationOf({ regulation, digest, parameters }: Pack): NonNullable<Entry['regulation']> {
  return {
    pack: regulation,
    digest: Buffer.from(digest, 'hex').toString('base64'),
    ...(parameters.status.value === 'draft' && { simulation: true }),
  };
}

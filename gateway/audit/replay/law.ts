import type { Engine } from '../../../policy/engine/engine.ts';
import { openPolicy } from '../../../policy/policy.ts';
import type { Contract } from '../../../schema/items.ts';
import type { Config } from '../../config.ts';
import { type CatalogueInForce, catalogueWith } from '../../disclosure/catalogue.ts';
import { readSupergraph } from '../../supergraph.ts';
import type { Entry } from '../entry/schema.ts';
import { notReplayable } from './question.ts';

/** What an entry says its question was decided by, beside the registers. */
export interface LawThen {
  readonly engine: Engine;
  readonly catalogue: CatalogueInForce;
  readonly contract: Contract;
}

/**
 * The regulation and the catalogue that are configured, when they are those of the entry.
 *
 * @throws AuditError `NOT_REPLAYABLE` when they are others
 */
export function lawThen(config: Config, { regulation }: Entry): LawThen {
  const { REGULATION, overlays, readings, SUPERGRAPH } = config;
  const engine = openPolicy({ regulation: REGULATION, overlays, readings });
  if (regulation?.digest !== base64(engine.pack.digest)) {
    const name = regulation?.pack ?? 'none';
    throw notReplayable(`the pack of the entry (\`${name}\`, its overlays and readings)`);
  }
  const { contract } = readSupergraph(SUPERGRAPH);
  const catalogue = catalogueWith(engine.pack, contract);
  if (regulation.catalogue !== base64(catalogue.digest)) {
    throw notReplayable('the catalogue of the entry');
  }
  return { engine, catalogue, contract };
}

function base64(hexadecimal: string): string {
  return Buffer.from(hexadecimal, 'hex').toString('base64');
}

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { openDepartment } from '../../../subgraphs/department.ts';
import { createDepartmentServer } from '../../../subgraphs/server.ts';
import { MemorySource } from '../../support/world.ts';

/** A court as its own server, which has one unperformed judgment of everybody. */
export interface Court {
  /** The settings of a gateway that asks it. */
  readonly settings: Readonly<Record<string, string>>;
  /** How often it was asked for the judgments of a subject. */
  asked(key: string): number;
  close(): void;
}

const CREDENTIAL = 'credential of a test court, 32 characters';
const JUDGMENT = { caseNumber: 'C-1', recognisedOn: '2026-04-30', continuing: true };
const TABLE = 'unperformed-judgment';

class CountingSource extends MemorySource {
  readonly asked = new Map<string, number>();

  override rows(table: string, keys: readonly string[]) {
    if (table === TABLE) {
      for (const key of keys) this.asked.set(key, (this.asked.get(key) ?? 0) + 1);
    }
    return super.rows(table, keys);
  }
}

export async function startCourt(keys: readonly string[]): Promise<Court> {
  const rows = { [TABLE]: Object.fromEntries(keys.map((key) => [key, [JUDGMENT]])) };
  const source = new CountingSource(() => rows);
  const server = createDepartmentServer(openDepartment('court', source), CREDENTIAL);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    settings: {
      SUBGRAPH_URLS: `court=http://127.0.0.1:${port}/graphql`,
      SERVICE_CREDENTIAL: CREDENTIAL,
    },
    asked: (key) => source.asked.get(key) ?? 0,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

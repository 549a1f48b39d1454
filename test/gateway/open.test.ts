import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../gateway/config.ts';
import { type Gateway, openGateway } from '../../gateway/gateway.ts';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { book(id: ID!): Book }
  type Book @key(fields: "id") { id: ID! title: String! }`;

let server: Server;
let folder: string;
let gateway: Gateway;
let broken = false;

beforeAll(async () => {
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(SDL),
      resolvers: { Query: { book: (_: unknown, { id }: { id: string }) => ({ id, title: 'T' }) } },
    },
  ]);
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (broken) {
        response.writeHead(500).end();
        return;
      }
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString());
      void graphql({ schema, source: query, variableValues: variables }).then((answer) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { supergraphSdl = '' } = composeServices([{ name: 'books', typeDefs: parse(SDL), url }]);
  folder = mkdtempSync(join(tmpdir(), 'creditgate-'));
  const SUPERGRAPH = join(folder, 'supergraph.graphql');
  writeFileSync(SUPERGRAPH, supergraphSdl);
  gateway = await openGateway(
    readConfig({ POLICY: 'open', SUPERGRAPH, PORT: '0', LOG_LEVEL: 'silent' }),
  );
});

afterAll(async () => {
  await gateway.close();
  server.close();
  rmSync(folder, { recursive: true });
});

async function ask(query: string): Promise<unknown> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

describe('the open profile', () => {
  it('answers any supergraph from the addresses it names, without catalogue or policy', async () => {
    expect(await ask('{ book(id: 1) { id t: title __typename } }')).toEqual({
      data: { book: { id: '1', t: 'T', __typename: 'Book' } },
    });
  });

  it('asks a department again, however often it failed', async () => {
    broken = true;
    for (let times = 0; times < 8; times += 1) {
      expect(await ask('{ book(id: 1) { title } }')).toMatchObject({ data: { book: null } });
    }
    broken = false;
    expect(await ask('{ book(id: 1) { title } }')).toEqual({ data: { book: { title: 'T' } } });
  });

  it('answers introspection', async () => {
    expect(await ask('{ __schema { queryType { name } } }')).toEqual({
      data: { __schema: { queryType: { name: 'Query' } } },
    });
  });
});

import { readFileSync } from 'node:fs';
import { print } from 'graphql';
import { publicCaller } from './auth/caller.ts';
import type { Config } from './config.ts';
import type { Profile } from './enforcing.ts';
import type { Department } from './execution/department.ts';
import { HttpDepartment } from './execution/departments/http.ts';
import { createOpenExecutor } from './execution/open.ts';
import { loadSupergraph } from './execution/supergraph.ts';

/** Bounds of the open profile, which runs conformance suites and nothing else. */
export const OPEN_LIMITS = { maxDepth: 200, maxFields: 10_000, maxTokens: 100_000 } as const;

/** The executor over any supergraph, without catalogue and policy; for conformance only. */
export type OpenProfile = Profile;

/**
 * Opens the open profile: departments are asked at the addresses that the supergraph names (or
 * `SUBGRAPH_URLS`), and their own error texts are passed on. However often a department failed, the
 * next question goes to it: no case of a suite decides another.
 */
export function openProfile(config: Config): OpenProfile {
  const sdl = readFileSync(config.SUPERGRAPH, 'utf8');
  const { services, apiSchema } = loadSupergraph(sdl);
  const departments = new Map<string, Department>();
  const opened: HttpDepartment[] = [];
  for (const { name, url } of services) {
    const department = new HttpDepartment({
      name,
      url: config.subgraphUrls.get(name) ?? url,
      timeout: config.SOURCE_TIMEOUT_MS,
      maskErrors: false,
      breaker: { failures: Number.POSITIVE_INFINITY },
      ...(config.SERVICE_CREDENTIAL === undefined ? {} : { credential: config.SERVICE_CREDENTIAL }),
    });
    opened.push(department);
    departments.set(name, department);
  }
  const execute = createOpenExecutor(sdl, departments);
  return {
    handler: {
      schema: apiSchema,
      receive: ({ channel }) => Promise.resolve(publicCaller(channel)),
      handle: async ({ document, operationName, variables, signal }) => {
        const query = print(document);
        return execute({
          query,
          variables,
          signal,
          ...(operationName === null ? {} : { operationName }),
        });
      },
    },
    watch: () => () => undefined,
    ready: () => Promise.resolve({}),
    close: async () => {
      await Promise.all(opened.map((department) => department.close()));
    },
  };
}

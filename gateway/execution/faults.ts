import type { GraphQLFormattedError } from 'graphql';
import type { AnswerCode } from './errors.ts';
import { responseKey } from './names.ts';
import { type ObjectPlace, pathOf, type ResponsePath } from './places.ts';
import type { CompiledFetch } from './plan.ts';
import { isRecord } from './records.ts';

/** An error of a fetch, and the places of the response whose nulls it accounts for. */
export interface Fault {
  /** Fetch, request, error: faults are reported in this order, so that timing shows nothing. */
  readonly order: readonly [fetch: number, request: number, index: number];
  readonly error: GraphQLFormattedError;
  readonly covers: readonly ResponsePath[];
}

/** Where the answer to one request goes: for each representation (or for the one root answer), its places. */
export type Targets = readonly (readonly ObjectPlace[])[];

interface Origin {
  readonly fetch: CompiledFetch;
  readonly request: number;
  readonly targets: Targets;
}

/** The one fault of a request that brought nothing. */
export function failedFetch(origin: Origin, code: AnswerCode, message: string): Fault {
  const { fetch, targets, request } = origin;
  const covers = allCovered(origin);
  const path = commonPath(fetch, targets, covers);
  return {
    order: [fetch.id, request, 0],
    error: {
      message,
      ...(path.length > 0 ? { path } : {}),
      extensions: { code, service: fetch.service },
    },
    covers,
  };
}

/** The faults for what a department itself reports. Its errors are caller-visible but not trusted in form. */
export function reportedFaults(origin: Origin, errors: readonly unknown[]): Fault[] {
  return errors.flatMap((error, index) => {
    const order = [origin.fetch.id, origin.request, index] as const;
    const { message, extensions, path } = readError(error, origin.fetch.service);
    const paths = responsePaths(origin, path);
    if (paths.length === 0) {
      return [{ order, error: { message, extensions }, covers: allCovered(origin) }];
    }
    return paths.map((at) => ({ order, error: { message, path: at, extensions }, covers: [at] }));
  });
}

interface ReadError {
  readonly message: string;
  readonly path: ResponsePath;
  readonly extensions: Record<string, unknown>;
}

/** Keeps of a department's error the message and the code: the rest (stack traces, causes) is its own. */
function readError(error: unknown, service: string): ReadError {
  const fields = isRecord(error) ? error : {};
  const given = isRecord(fields.extensions) ? fields.extensions : {};
  const code = typeof given.code === 'string' ? given.code : 'DOWNSTREAM_SERVICE_ERROR';
  const masked = given.service === service;
  return {
    message:
      typeof fields.message === 'string' && fields.message !== ''
        ? fields.message
        : 'the department gave an error without a message',
    path: Array.isArray(fields.path) ? fields.path.filter(isPathElement) : [],
    extensions: masked ? { code, service } : { code, serviceName: service },
  };
}

function isPathElement(element: unknown): element is string | number {
  return typeof element === 'string' || typeof element === 'number';
}

/** The paths in the response that a path in a department's answer stands for; none when it names no place. */
function responsePaths({ fetch, targets }: Origin, path: ResponsePath): ResponsePath[] {
  if (path.length === 0) return [];
  const rename = (element: string | number) =>
    typeof element === 'string' ? responseKey(fetch.aliases.get(element) ?? element) : element;
  if (!fetch.requires) {
    const rest = path.map(rename);
    return (targets[0] ?? []).map((place) => [...pathOf(place), ...rest]);
  }
  const [, index, ...rest] = path;
  const places = typeof index === 'number' ? (targets[index] ?? []) : [];
  const tail = rest.map(rename);
  return places.map((place) => [...pathOf(place), ...tail]);
}

function allCovered({ fetch, targets }: Origin): ResponsePath[] {
  return targets.flat().flatMap((place) => {
    const path = pathOf(place);
    return fetch.keys.map((key) => [...path, key]);
  });
}

/** One path for a whole request: its only field, its only place, or the list its places are in. */
function commonPath(
  fetch: CompiledFetch,
  targets: Targets,
  covers: readonly ResponsePath[],
): ResponsePath {
  const [only, second] = targets.flat();
  if (covers.length === 1 && !fetch.requires) return covers[0] ?? [];
  if (only && !second) return pathOf(only);
  const path: ResponsePath = [];
  for (const element of fetch.path) {
    if (element.kind !== 'field') break;
    path.push(responseKey(element.key));
  }
  return path;
}

/** Tells which nulls a set of faults accounts for. */
export class Coverage {
  readonly #at = new Set<string>();
  readonly #above = new Set<string>();

  constructor(faults: readonly Fault[]) {
    for (const { covers } of faults) {
      for (const path of covers) {
        this.#at.add(path.join('.'));
        for (let end = 1; end <= path.length; end += 1) {
          this.#above.add(path.slice(0, end).join('.'));
        }
      }
    }
  }

  /** True when a fault is at the path, above it, or below it (and bubbled up to it). */
  has(path: readonly (string | number)[]): boolean {
    if (this.#above.has(path.join('.'))) return true;
    for (let end = 1; end < path.length; end += 1) {
      if (this.#at.has(path.slice(0, end).join('.'))) return true;
    }
    return false;
  }
}

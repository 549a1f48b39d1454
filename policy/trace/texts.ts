import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PolicyCase } from '../cases/format.ts';
import { questionOf } from '../cases/question.ts';
import { readCases } from '../cases/read.ts';
import { createJudge } from '../cases/run.ts';
import { loadPack } from '../pack/load.ts';
import type { Pack, Parameter } from '../pack/pack.ts';
import type { ParameterName } from '../pack/parameters.ts';
import { parseYaml } from '../pack/yaml.ts';
import { PACKS, regulations } from '../policy.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import type { Answered } from './turn.ts';

/** A text that can be asked about: a regulation, or an overlay with only what it changes. */
export interface Text {
  readonly name: string;
  readonly pack: Pack;
  readonly parameters: ReadonlyMap<ParameterName, Parameter>;
  readonly cases: readonly Shown[];
}

/** A case with what its decision shows of this text. */
export interface Shown extends Answered {
  readonly evidence: Evidence;
}

export function readTexts(): readonly Text[] {
  const judged = judgeCases();
  return [
    ...regulations().map((name) => regulationText(name, judged)),
    ...overlays().map(([name, over]) => overlayText(name, over, judged)),
  ];
}

/** The folders of cases beside the packs. */
export function caseFolders(): readonly string[] {
  return readdirSync(PACKS)
    .sort()
    .map((name) => join(PACKS, name, 'cases'))
    .filter((folder) => existsSync(folder));
}

/** The overlays that come with Creditgate, each with the regulation under it. */
function overlays(): readonly (readonly [name: string, over: string])[] {
  return readdirSync(PACKS)
    .sort()
    .flatMap((name) => {
      const { over } = OVER.parse(readPack(name));
      return over === undefined ? [] : [[name, over] as const];
    });
}

const OVER = z.object({ over: z.string().optional() });

function readPack(name: string): unknown {
  const file = join(PACKS, name, 'pack.yaml');
  return parseYaml(file, readFileSync(file, 'utf8')).value;
}

interface Judged extends Answered {
  readonly found: PolicyCase;
}

function regulationText(name: string, judged: readonly Judged[]): Text {
  const pack = loadPack({ root: PACKS, regulation: name });
  const cases = judged
    .filter(({ found }) => found.regulation === name && found.overlays.length === 0)
    .map((one) => ({ ...one, evidence: evidenceOf(one.decision, name) }));
  return { name, pack, parameters: byName(Object.values<Parameter>(pack.parameters)), cases };
}

function overlayText(name: string, over: string, judged: readonly Judged[]): Text {
  const pack = loadPack({ root: PACKS, regulation: over, overlays: [name] });
  const changed = pack.overrides.filter(({ law }) => law === name);
  const cases = judged
    .filter(({ found }) => found.overlays.includes(name))
    .map((one) => ({ ...one, evidence: evidenceOf(one.decision, name) }));
  return { name, pack, parameters: byName(changed.flatMap((law) => law.parameters)), cases };
}

function byName(parameters: readonly Parameter[]): ReadonlyMap<ParameterName, Parameter> {
  return new Map(parameters.map((one) => [one.name, one]));
}

function judgeCases(): readonly Judged[] {
  const judge = createJudge();
  return readCases(caseFolders(), regulations()).flatMap((read) => {
    if (!('found' in read)) return [];
    const { found, name } = read;
    return [{ name, found, question: questionOf(found), decision: judge(found).decision }];
  });
}

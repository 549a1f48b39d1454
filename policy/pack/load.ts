import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseDay } from '../days.ts';
import type { Citation } from '../decision.ts';
import type { Override, Pack, Parameter, ReadingChoice } from './pack.ts';
import { PARAMETER_NAMES, PARAMETERS, type ParameterName } from './parameters.ts';
import { readStructure, type Structure } from './structure.ts';
import { type Fault, PackError, parseYaml, validate, type YamlFile } from './yaml.ts';

/** What a pack is made of. */
export interface PackRequest {
  /** The folder that holds one folder for each regulation. */
  readonly root: string;
  readonly regulation: string;
  /** Overlays to lay over it, in order; none unless named. */
  readonly overlays?: readonly string[];
  /** Choices of the deployment among the readings, by their id: `{ X05: 'stop-firms-too' }`. */
  readonly readings?: Readonly<Record<string, string>>;
}

const gist = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const cite = z.union([z.string(), z.array(z.string()).min(1)]);
const reading = z.string().regex(/^X\d\d$/);

/** Either what the text says, with where; or a silence, with the value that is read into it. */
const said = z.strictObject({ value: z.unknown(), cite, gist, reading: reading.optional() });
const silence = z.strictObject({
  silent: z.unknown(),
  reading: reading.optional(),
  cite: cite.optional(),
  gist: gist.optional(),
});
type Entry = z.output<typeof said> | z.output<typeof silence>;

const alternative = z.strictObject({ gist, set: z.record(z.string(), z.unknown()) });
const readingEntry = z.strictObject({
  question: z.string().min(1),
  default: z.string().min(1),
  reason: z.string().min(1),
  alternatives: z.record(z.string(), alternative),
});
const overrideEntry = z.strictObject({
  law: z.string().min(1),
  gist,
  from: z.string(),
  until: z.string().nullable(),
  set: z.record(z.string(), z.unknown()),
});

const packSchema = z.strictObject({
  regulation: z.string().regex(/^[a-z]+(?:-\d{4})?$/),
  title: gist,
  over: z.string().optional(),
  /** First day on which an overlay applies. */
  from: z.string().optional(),
  readings: z.record(reading, readingEntry).default({}),
  overrides: z.array(overrideEntry).default([]),
  parameters: z.record(z.string(), z.record(z.string(), z.unknown())),
});
type PackFile = z.output<typeof packSchema>;

interface Source {
  readonly yaml: YamlFile;
  readonly file: PackFile;
  readonly structure: Structure;
  readonly digest: string;
}

type Parts = Map<ParameterName, Parameter>;

/** The regulations that have a pack of their own (overlays are not among them). */
export function packNames(root: string): readonly string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter(
      (folder) => folder.isDirectory() && readSource(root, folder.name).file.over === undefined,
    )
    .map((folder) => folder.name)
    .sort();
}

/**
 * Loads a pack: reads, validates, lays overlays over it and applies the readings chosen.
 *
 * @throws {PackError} naming file, line and key of every fault found.
 */
export function loadPack(request: PackRequest): Pack {
  const base = readSource(request.root, request.regulation);
  const overlays = (request.overlays ?? []).map((name) => overlaySource(request, name));
  const sources = [base, ...overlays];
  const parts: Parts = new Map();
  layOver(parts, base);
  const missing = PARAMETER_NAMES.filter((name) => !parts.has(name));
  if (missing.length > 0) {
    throw new PackError(
      missing.map((name) => base.yaml.fault(['parameters'], `expected the parameter \`${name}\``)),
    );
  }
  const readings = chooseReadings(parts, base, request.readings ?? {});
  refuseUnknownReadings(request, readings);
  return {
    regulation: base.file.regulation,
    title: base.file.title,
    overlays: request.overlays ?? [],
    readings,
    digest: digestOf([...sources.map(({ digest }) => digest), JSON.stringify(readings)]),
    parameters: Object.fromEntries(parts) as unknown as Pack['parameters'],
    overrides: [
      ...overlays.map((source) => readOverlay(parts, source)),
      ...sources.flatMap((source) => readOverrides(source)),
    ],
  };
}

function readSource(root: string, name: string): Source {
  const text = readText(root, name, 'pack.yaml');
  const structureText = readText(root, name, 'structure.yaml');
  const yaml = parseYaml(join(name, 'pack.yaml'), text);
  const file = validate(yaml, packSchema);
  if (file.regulation !== name) {
    throw new PackError([yaml.fault(['regulation'], `expected the folder's name, \`${name}\``)]);
  }
  return {
    yaml,
    file,
    structure: readStructure(join(name, 'structure.yaml'), structureText),
    digest: digestOf([text, structureText]),
  };
}

function readText(root: string, name: string, file: string): string {
  const path = join(root, name, file);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  throw new PackError([{ file: join(name, file), line: 1, key: '-', message: 'no such file' }]);
}

function overlaySource(request: PackRequest, name: string): Source {
  const source = readSource(request.root, name);
  if (source.file.over === request.regulation) return source;
  throw new PackError([
    source.yaml.fault(['over'], `expected an overlay over \`${request.regulation}\``),
  ]);
}

/** An overlay is a higher law that changes parameters from its first day on. */
function readOverlay(parts: Parts, source: Source): Override {
  const from = source.file.from === undefined ? null : parseDay(source.file.from);
  if (from === null) {
    throw new PackError([source.yaml.fault(['from'], 'expected the first day of the overlay')]);
  }
  const over: Parts = new Map(parts);
  layOver(over, source);
  const parameters = [...over.values()].filter(({ name }) =>
    Object.hasOwn(source.file.parameters, name),
  );
  return { law: source.file.regulation, from, until: null, parameters };
}

function digestOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/** Reads a source's parameters over those there are; all faults are gathered before throwing. */
function layOver(parts: Parts, source: Source): void {
  const faults: Fault[] = [];
  for (const [name, found] of Object.entries(source.file.parameters)) {
    const path = ['parameters', name];
    if (!isParameterName(name)) {
      faults.push(source.yaml.fault(path, 'unknown key'));
      continue;
    }
    try {
      const under = parts.get(name);
      parts.set(name, readParameter(source, name, found, under));
    } catch (cause) {
      if (!(cause instanceof PackError)) throw cause;
      faults.push(...cause.faults);
    }
  }
  if (faults.length > 0) throw new PackError(faults);
}

function isParameterName(name: string): name is ParameterName {
  return Object.hasOwn(PARAMETERS, name);
}

function readParameter(
  source: Source,
  name: ParameterName,
  stated: Readonly<Record<string, unknown>>,
  under: Parameter | undefined,
): Parameter {
  const found = readEntry(source, name, stated);
  const silent = !('value' in found);
  const path = ['parameters', name, silent ? 'silent' : 'value'];
  const value = validate(source.yaml, PARAMETERS[name].value, path);
  const citations = readCitations(source, name, found);
  return {
    name,
    value,
    citations: [...citations, ...(under?.citations ?? [])],
    silent,
    reading: found.reading ?? null,
  } as Parameter;
}

function readEntry(
  source: Source,
  name: ParameterName,
  stated: Readonly<Record<string, unknown>>,
): Entry {
  const path = ['parameters', name];
  if ('value' in stated === 'silent' in stated) {
    throw new PackError([source.yaml.fault(path, 'expected either `value` or `silent`')]);
  }
  if ('silent' in stated) return validate(source.yaml, silence, path);
  if (!('cite' in stated)) throw new PackError([source.yaml.fault(path, 'expected a citation')]);
  return validate(source.yaml, said, path);
}

function readCitations(source: Source, name: ParameterName, found: Entry): readonly Citation[] {
  if (found.cite === undefined) return [];
  const { gist: words } = found;
  const path = ['parameters', name, 'cite'];
  if (words === undefined) {
    throw new PackError([source.yaml.fault(path, 'expected a gist beside the citation')]);
  }
  return [found.cite].flat().map((article) => {
    const canonical = source.structure.canonical(article);
    if (canonical === null) {
      throw new PackError([source.yaml.fault(path, `the text has no \`${article}\``)]);
    }
    const { regulation } = source.file;
    return Object.freeze({ regulation, article: canonical, parameter: name, gist: words });
  });
}

/** Applies the alternatives that the deployment chose; every other reading keeps its default. */
function chooseReadings(
  parts: Parts,
  source: Source,
  chosen: Readonly<Record<string, string>>,
): readonly ReadingChoice[] {
  return Object.entries(source.file.readings).map(([id, found]) => {
    const choice = chosen[id] ?? found.default;
    if (Object.hasOwn(found.alternatives, found.default)) {
      const message = 'expected a default that is none of the alternatives';
      throw new PackError([source.yaml.fault(['readings', id, 'default'], message)]);
    }
    const path = ['readings', id, 'alternatives', choice];
    // every alternative must be sound, chosen or not
    const patches = Object.entries(found.alternatives).map(([name, { set }]) => {
      return [
        name,
        patchesOf(parts, source, set, ['readings', id, 'alternatives', name, 'set']),
      ] as const;
    });
    if (choice !== found.default) {
      const patch = patches.find(([name]) => name === choice)?.[1];
      if (patch === undefined) {
        throw new PackError([
          source.yaml.fault(path, `unknown choice \`${choice}\` for \`${id}\``),
        ]);
      }
      for (const parameter of patch)
        parts.set(parameter.name, { ...parameter, reading: id } as Parameter);
    }
    return {
      id,
      question: found.question,
      choice,
      reason: found.reason,
      alternatives: [found.default, ...Object.keys(found.alternatives)],
    };
  });
}

function patchesOf(
  parts: Parts,
  source: Source,
  set: Readonly<Record<string, unknown>>,
  path: readonly string[],
): readonly Parameter[] {
  return Object.keys(set).map((name) => {
    const under = parts.get(name as ParameterName);
    if (under === undefined) {
      throw new PackError([source.yaml.fault([...path, name], 'unknown key')]);
    }
    const value = validate(source.yaml, PARAMETERS[under.name].value, [...path, name]);
    return { ...under, value } as Parameter;
  });
}

function refuseUnknownReadings(request: PackRequest, readings: readonly ReadingChoice[]): void {
  const known = new Set(readings.map(({ id }) => id));
  const unknown = Object.keys(request.readings ?? {}).filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  throw new PackError(
    unknown.map((id) => ({
      file: join(request.regulation, 'pack.yaml'),
      line: 1,
      key: `readings.${id}`,
      message: 'the pack has no such reading',
    })),
  );
}

function readOverrides(source: Source): readonly Override[] {
  return source.file.overrides.map((found, index) => {
    const path = ['overrides', String(index)];
    const from = parseDay(found.from);
    const until = found.until === null ? null : parseDay(found.until);
    if (from === null || (found.until !== null && until === null)) {
      const key = from === null ? 'from' : 'until';
      throw new PackError([
        source.yaml.fault(['overrides', index, key], 'expected a date of the calendar, YYYY-MM-DD'),
      ]);
    }
    if (until !== null && until < from) {
      const message = 'expected a last day that is not before the first';
      throw new PackError([source.yaml.fault(['overrides', index, 'until'], message)]);
    }
    const parameters = Object.entries(found.set).map(([name]) => {
      if (!isParameterName(name)) {
        throw new PackError([source.yaml.fault(['overrides', index, 'set', name], 'unknown key')]);
      }
      const value = validate(source.yaml, PARAMETERS[name].value, [...path, 'set', name]);
      const citation: Citation = {
        regulation: found.law,
        article: '-',
        parameter: name,
        gist: found.gist,
      };
      return { name, value, citations: [citation], silent: false, reading: null } as Parameter;
    });
    return { law: found.law, from, until, parameters };
  });
}

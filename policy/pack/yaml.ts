import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** A file of the law that cannot be used, with where and why; lists every fault found. */
export class PackError extends Error {
  readonly code = 'PACK_INVALID';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(describeFault).join('\n'));
    this.name = 'PackError';
    this.faults = faults;
  }
}

export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly key: string;
  readonly message: string;
}

export function describeFault({ file, line, key, message }: Fault): string {
  return `${file}:${line}: \`${key}\`: ${message}`;
}

const LONGEST_KEY = 80;
const MOST_ALIASES = 1000;

type Path = readonly PropertyKey[];

/** A YAML file that still knows on which line each key stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  fault(path: Path, message: string): Fault;
}

/** Parses YAML strictly: duplicate keys and syntax errors are faults. */
export function parseYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    throw new PackError(
      document.errors.map((error) => ({
        file,
        line: lineAt(error.pos[0]),
        key: error.code === 'DUPLICATE_KEY' ? keyAt(text, error.pos[0]) : '-',
        message: (error.message.split('\n')[0] ?? '').replace(/ at line \d.*/, ''),
      })),
    );
  }
  return {
    file,
    value: unfolded(file, document),
    fault: (path, message) => ({
      file,
      line: lineAt(offsetOf(document, path)),
      key: path.length === 0 ? '-' : path.map(String).join('.'),
      message,
    }),
  };
}

/** Aliases are read, but only so many: a few lines could otherwise unfold without end. */
function unfolded(file: string, document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'unreadable';
    throw new PackError([{ file, line: 1, key: '-', message }]);
  }
}

function keyAt(text: string, offset: number): string {
  return /^["']?([\w.-]+)/.exec(text.slice(offset, offset + LONGEST_KEY))?.[1] ?? '-';
}

/** The offset of the deepest key of the path that the file has. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let offset = 0;
  for (let depth = 1; depth <= path.length; depth += 1) {
    const parent = document.getIn(path.slice(0, depth - 1));
    const key = path[depth - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, depth), true);
    const range = (node as { range?: readonly number[] } | undefined)?.range;
    if (range?.[0] === undefined) return offset;
    offset = range[0];
  }
  return offset;
}

/** Checks a file's value; every issue becomes a fault with its line. */
export function validate<S extends z.ZodType>(
  yaml: YamlFile,
  schema: S,
  at: Path = [],
): z.output<S> {
  const target = at.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    yaml.value,
  );
  const result = schema.safeParse(target);
  if (result.success) return result.data;
  throw new PackError(
    result.error.issues.flatMap((issue) => {
      const path = [...at, ...issue.path];
      if (issue.code !== 'unrecognized_keys') return [yaml.fault(path, issue.message)];
      return issue.keys.map((key) => yaml.fault([...path, key], 'unknown key'));
    }),
  );
}

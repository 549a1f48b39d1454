import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** A change of the policy that no check notices; the same change of the same line is one. */
export interface Survivor {
  readonly file: string;
  /** The line of code, or the first of several, without the space before and after it. */
  readonly line: string;
  /** `what stands there => what the mutant puts in its place`. */
  readonly change: string;
}

/** By reason, then by file, then by line, the changes. */
const schema = z.array(
  z.strictObject({
    because: z.string().min(1),
    survive: z.record(z.string(), z.record(z.string(), z.array(z.string().min(1)).min(1))),
  }),
);

/** The survivors that were looked at, each with the reason why it may survive. */
export function knownSurvivors(): readonly Survivor[] {
  const text = readFileSync(join(import.meta.dirname, 'survivors.yaml'), 'utf8');
  return schema
    .parse(parse(text))
    .flatMap(({ survive }) => Object.entries(survive))
    .flatMap(([file, lines]) =>
      Object.entries(lines).flatMap(([line, changes]) =>
        changes.map((change) => ({ file, line, change })),
      ),
    );
}

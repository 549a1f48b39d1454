import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Defence, Patch } from './defence.ts';

/** How often a text occurs in another. */
export function occurrences(text: string, find: string): number {
  return text.split(find).length - 1;
}

/** Patches whose source text does not occur exactly once any more: the list must be brought up to date. */
export function stalePatches(root: string, { patches }: Defence): readonly Patch[] {
  return patches.filter(
    ({ file, find }) => occurrences(readFileSync(join(root, file), 'utf8'), find) !== 1,
  );
}

/** Takes a defence out of a copy of the tree; the result puts it back. */
export function remove(root: string, { patches }: Defence): () => void {
  const before = new Map<string, string>();
  for (const { file, find, replace } of patches) {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    if (!before.has(path)) before.set(path, text);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
  }
  return () => {
    for (const [path, text] of before) writeFileSync(path, text);
  };
}

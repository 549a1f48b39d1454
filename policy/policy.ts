import { join } from 'node:path';
import { loadReckoning } from './calendar/calendar.ts';
import { compileEngine, type Engine } from './engine/engine.ts';
import { loadPack, type PackRequest, packNames } from './pack/load.ts';

/** The folder with the regulations that come with Creditgate. */
export const PACKS = join(import.meta.dirname, 'packs');

/** Loads and compiles one regulation. Pure after it returns. */
export function openPolicy(
  request: Omit<PackRequest, 'root'> & { readonly root?: string },
): Engine {
  return compileEngine(loadPack({ root: PACKS, ...request }), loadReckoning());
}

export function regulations(): readonly string[] {
  return packNames(PACKS);
}
